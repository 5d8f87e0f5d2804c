import { GraftError, type HostTensor, type Layer, type Network } from '@graftjs/core';
import { freePrefix } from '@graftjs/network';

/** What a network was trained to see of a picture's levels from 0 to 255: the part of image preprocessing that is arithmetic. */
export interface PixelArithmetic {
  /** The network input that is fed. */
  readonly input: string;
  /** Default 'rgb'. */
  readonly channels?: 'rgb' | 'bgr' | 'grey';
  /** Taken off; one number, or one each for red, green and blue whatever the order of the channels. */
  readonly mean: number | readonly [number, number, number];
  /** Divided by, above 0; as `mean`. */
  readonly std: number | readonly [number, number, number];
}

/**
 * Puts a network's image preprocessing but for decoding and resizing inside it: what comes back takes levels from 0 to 255 as
 * they are, red first, `[batch, height, width, 3]`; of grey `[batch, height, width, 1]`. A Rescaling brings them to what the network
 * was trained on, and for 'bgr' a convolution of 1 x 1 turns the order of the channels.
 *
 * @param spec that of `imagePreprocess` of `@graftjs/images`, say; where to resize to is not the network's matter
 * @throws GraftError 'unknown-input'
 * @example
 * const file = writeOnnx(takePixels(network, spec));
 */
export function takePixels(network: Network, { input, channels = 'rgb', mean, std }: PixelArithmetic): Network {
  if (!network.inputs.some(({ name }) => name === input)) {
    const names = network.inputs.map(({ name }) => name).join(', ');
    throw new GraftError('unknown-input', `${network.name} has no input "${input}". It has: ${names}.`);
  }
  const prefix = freePrefix(network, 'pixels');
  const added: Layer[] = [];
  const weights = new Map<string, HostTensor>();
  const add = (layer: Omit<Layer, 'inputs'>): void => {
    added.push({ ...layer, inputs: [{ from: added.at(-1)?.name ?? input }] });
  };
  const scale = map(std, (deviation) => 1 / deviation);
  const offset = map(mean, (level, at) => -level / (typeof std === 'number' ? std : (std[at] ?? 1)));
  add({ name: `${prefix}/scaled`, type: 'Rescaling', options: { scale, offset }, weights: {} });
  if (channels === 'bgr') {
    const kernel = `${prefix}/bgr/kernel`;
    const options = { filters: 3, kernel_size: [1, 1], use_bias: false };
    add({ name: `${prefix}/bgr`, type: 'Conv2D', options, weights: { kernel } });
    weights.set(kernel, { dtype: 'float32', shape: [1, 1, 3, 3], data: Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0) });
  }
  const ready = added.at(-1)?.name ?? input;
  const redirect = <S extends { readonly from: string }>(source: S): S =>
    source.from === input ? { ...source, from: ready } : source;
  return {
    ...network,
    layers: [...added, ...network.layers.map((layer) => ({ ...layer, inputs: layer.inputs.map(redirect) }))],
    outputs: network.outputs.map(redirect),
    weights: new Map([...network.weights, ...weights]),
  };
}

function map(values: PixelArithmetic['mean'], change: (value: number, at: number) => number): number | number[] {
  return typeof values === 'number' ? change(values, 0) : values.map(change);
}
