import { sizeOf, type HostTensor, type Network } from '@graftjs/core';
import { listWeights } from '@graftjs/network';

/** `size` numbers from -1 to 1, decided by the name; the formula is explained in `tools/reference/formula_weights.py`. */
export function spread(name: string, size: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const numbers = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let x = seed + Math.imul(i, 0x9e3779b9);
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    numbers[i] = (2 * ((x ^ (x >>> 16)) >>> 8)) / 2 ** 24 - 1;
  }
  return numbers;
}

/** A network with the weights that Keras is given for the fixtures. */
export function fillByFormula(network: Network): Network {
  const depthwise = new Set(
    network.layers.filter(({ type }) => type === 'DepthwiseConv2D').map(({ weights }) => weights['kernel']),
  );
  const weights = [...listWeights(network)].map(([name, { shape }]) => {
    const limit = Math.sqrt(6 / sizeOf(shape.slice(0, depthwise.has(name) ? -2 : -1)));
    return [name, drawOnce(name, shape, limit)] as const;
  });
  return { ...network, weights: new Map(weights) };
}

const drawn = new Map<string, HostTensor>();

/** Large networks share most of their weights, by name and shape. */
function drawOnce(name: string, shape: readonly number[], limit: number): HostTensor {
  const key = `${name} ${shape.join()}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const role = name.split('/').at(-1) ?? '';
  const [centre, reach] = { kernel: [0, limit], gamma: [1, 1 / 5], moving_variance: [1, 1 / 2] }[role] ?? [0, 1 / 10];
  const numbers = spread(name, sizeOf(shape));
  const data = new Float32Array(numbers.length);
  for (let i = 0; i < data.length; i++) data[i] = centre! + numbers[i]! * reach!;
  const tensor = { dtype: 'float32', shape, data } as const;
  drawn.set(key, tensor);
  return tensor;
}
