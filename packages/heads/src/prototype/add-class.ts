import { GraftError, type HostTensor, type Layer, type Network } from '@graftjs/core';
import { widen } from '@graftjs/network';

/** Float32 keeps about 7 digits of kernel and bias; weights that were trained afterwards differ by far more. */
const TOLERANCE = 1e-4;

/**
 * Adds a label to a network whose last layer the head `prototype` solved: one more column of scores, last, for the mean of new
 * features. The columns that were there keep their bytes, and nothing else is needed: their scale can be read from them.
 *
 * @param network the head's, or backbone and head in one
 * @param features `[n, width]` of the new label's examples, one and more: what the last layer is fed
 * @returns a new network; `network` is as it was
 * @throws GraftError 'no-prototypes' where the last layer is not as `prototype` solves it, 'bad-features'
 * @example
 * const wider = addClass(bundle.network, features); // and the task gets one more label
 */
export function addClass(network: Network, features: HostTensor): Network {
  const { layer, kernel, bias } = lastDense(network);
  const [width = 0, labels = 0] = kernel.shape;
  const [from, to] = [kernel, bias].map((weight) => Float32Array.from(widen(weight).data)) as [
    Float32Array,
    Float32Array,
  ];
  const scale = scaleOf(network, from, to);
  const mean = meanOf(features, width);
  const wider = new Float32Array(width * (labels + 1));
  for (let i = 0; i < width; i++) {
    wider.set(from.subarray(i * labels, (i + 1) * labels), i * (labels + 1));
    wider[i * (labels + 1) + labels] = scale * (mean[i] ?? 0);
  }
  const square = mean.reduce((sum, value) => sum + value * value, 0);
  const weights = new Map(network.weights);
  weights.set(layer.weights['kernel'] ?? '', { dtype: 'float32', shape: [width, labels + 1], data: wider });
  const biases = Float32Array.of(...to, (-scale * square) / 2);
  weights.set(layer.weights['bias'] ?? '', { dtype: 'float32', shape: [labels + 1], data: biases });
  const widened: Layer = { ...layer, options: { ...layer.options, units: labels + 1 } };
  return { ...network, layers: network.layers.map((each) => (each === layer ? widened : each)), weights };
}

function lastDense(network: Network): { layer: Layer; kernel: HostTensor; bias: HostTensor } {
  const [output] = network.outputs;
  const layer = network.layers.find(({ name }) => name === output?.from);
  const kernel = network.weights.get(layer?.weights['kernel'] ?? '');
  const bias = network.weights.get(layer?.weights['bias'] ?? '');
  const plain = layer?.type === 'Dense' && (layer.options['activation'] ?? 'linear') === 'linear';
  if (layer && plain && kernel && bias && network.outputs.length === 1) return { layer, kernel, bias };
  throw noPrototypes(network, `it ends in ${layer ? `${layer.name}, a ${layer.type}` : 'no layer'}`);
}

/** From `kernel = scale * m` and `bias = -scale * |m|² / 2`, which every column has to keep. */
function scaleOf(network: Network, kernel: Float32Array, bias: Float32Array): number {
  const labels = bias.length;
  const squares = new Float64Array(labels);
  kernel.forEach((value, at) => (squares[at % labels] = (squares[at % labels] ?? 0) + value * value));
  const longest = squares.indexOf(Math.max(...squares));
  const scale = (squares[longest] ?? 0) / (-2 * (bias[longest] ?? 0));
  const agree = squares.every((square, label) => {
    const expected = -square / (2 * scale);
    return Math.abs((bias[label] ?? 0) - expected) <= TOLERANCE * Math.abs(expected);
  });
  if (Number.isFinite(scale) && scale > 0 && agree) return scale;
  throw noPrototypes(network, 'kernel and bias are not those of means');
}

/** In double precision, `[width]`. */
function meanOf(features: HostTensor, width: number): Float64Array {
  const [count = 0, got] = features.shape;
  if (features.dtype !== 'float32' || features.shape.length !== 2 || got !== width || count === 0) {
    throw new GraftError(
      'bad-features',
      `A class is added by float32 features [n, ${width}] of 1 example and more; got ${features.dtype} [${features.shape.join(', ')}].`,
    );
  }
  const mean = new Float64Array(width);
  features.data.forEach((value, at) => (mean[at % width] = (mean[at % width] ?? 0) + value / count));
  if (mean.every(Number.isFinite)) return mean;
  throw new GraftError(
    'bad-features',
    'A class is added by finite features; some of these are not. Leave out the pictures whose features hold NaN or infinity.',
  );
}

function noPrototypes(network: Network, reason: string): GraftError {
  return new GraftError(
    'no-prototypes',
    `A class can be added only to what the head prototype() solved and nothing trained since; in ${network.name} ${reason}. ` +
      'Train again with all classes.',
  );
}
