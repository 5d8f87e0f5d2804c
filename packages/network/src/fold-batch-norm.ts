import type { HostTensor, Layer, Network } from '@graftjs/core';
import { GraftError, listNearest, sizeOf } from '@graftjs/core';
import { widen } from './host-values.js';
import { inferShapes } from './infer-shapes.js';
import type { ChannelAffine } from './layers/layer-entry.js';
import { parseLayer } from './resolve-layers.js';
import { withWeightsUsed } from './with-weights-used.js';

/**
 * Folds BatchNormalization with its moving statistics into the convolution or dense layer before it, then a following
 * ReLU or ReLU6 into that layer's `activation`. Predictions change in their last bits only (about 1e-5), and run faster.
 *
 * What remains of such a chain is named for its last layer: its output is what others name, so outputs, boundaries and
 * consumers still resolve. Its weights, float32, are `<batch norm>/folded/kernel` and `…/folded/bias`.
 *
 * @param options.boundaries layers whose own output must stay available, so that nothing after them is folded into them
 * @throws GraftError 'missing-weight' in a network without values, 'unknown-layer' for a boundary that is not there
 */
export function foldBatchNorm(network: Network, options: { readonly boundaries?: readonly string[] } = {}): Network {
  const names = inferShapes(network);
  for (const boundary of options.boundaries ?? []) {
    if (names.has(boundary)) continue;
    const nearest = listNearest(boundary, names.keys()).join(', ');
    throw new GraftError('unknown-layer', `${network.name} has no layer "${boundary}". Nearest: ${nearest}.`);
  }
  const keep = new Set([...(options.boundaries ?? []), ...network.outputs.map(({ from }) => from)]);
  const uses = network.layers.flatMap(({ inputs }) => inputs.map(({ from }) => from));
  const shared = new Set(uses.filter((name, at) => uses.indexOf(name) !== at));
  const weights = new Map(network.weights);
  const layers = new Map<string, Layer>();
  for (const layer of network.layers) {
    const [source, ...others] = layer.inputs;
    const before = source !== undefined && others.length === 0 ? layers.get(source.from) : undefined;
    const free = before !== undefined && !keep.has(before.name) && !shared.has(before.name);
    const merged = free ? (foldAffine(before, layer, weights) ?? fuseActivation(before, layer)) : undefined;
    if (merged !== undefined && before !== undefined) layers.delete(before.name);
    layers.set(layer.name, merged ?? layer);
  }
  return withWeightsUsed({ ...network, layers: [...layers.values()], weights });
}

function foldAffine(before: Layer, layer: Layer, weights: Map<string, HostTensor>): Layer | undefined {
  const channelAxes = linearChannelAxes(before);
  const { entry, options } = parseLayer(layer);
  if (channelAxes === undefined || entry.affine === undefined) return undefined;
  const affine = entry.affine(options, readWeights(layer, weights));
  const { kernel, bias } = readWeights(before, weights);
  if (kernel === undefined) return undefined;
  const name = { kernel: `${layer.name}/folded/kernel`, bias: `${layer.name}/folded/bias` };
  weights.set(name.kernel, scaleKernel(kernel, affine, sizeOf(kernel.shape.slice(-channelAxes))));
  weights.set(name.bias, foldBias(bias, affine));
  return { ...before, name: layer.name, options: { ...before.options, use_bias: true }, weights: name };
}

function fuseActivation(before: Layer, layer: Layer): Layer | undefined {
  if (linearChannelAxes(before) === undefined) return undefined;
  const { entry, options } = parseLayer(layer);
  const activation = entry.asActivation?.(options);
  return activation && { ...before, name: layer.name, options: { ...before.options, activation } };
}

/** Undefined when nothing can be folded into the layer: it is no linear map, or an activation already follows it. */
function linearChannelAxes(layer: Layer): number | undefined {
  const activation = layer.options['activation'] ?? 'linear';
  return activation === 'linear' ? parseLayer(layer).entry.kernelChannelAxes : undefined;
}

function scaleKernel(kernel: HostTensor, { scale }: ChannelAffine, channels: number): HostTensor {
  // A loop: `from` with a function takes ten times as long, seconds for a network of 25 million weights.
  const data = new Float32Array(kernel.data.length);
  for (let at = 0; at < data.length; at++) data[at] = (kernel.data[at] ?? 0) * (scale[at % channels] ?? 1);
  return { dtype: 'float32', shape: kernel.shape, data };
}

function foldBias(bias: HostTensor | undefined, { scale, shift }: ChannelAffine): HostTensor {
  const data = Float32Array.from(shift, (added, at) => (bias?.data[at] ?? 0) * (scale[at] ?? 1) + added);
  return { dtype: 'float32', shape: [data.length], data };
}

function readWeights(layer: Layer, weights: ReadonlyMap<string, HostTensor>): Record<string, HostTensor> {
  const entries = Object.entries(layer.weights).map(([role, name]) => {
    const value = weights.get(name);
    if (value !== undefined) return [role, widen(value)] as const;
    throw new GraftError(
      'missing-weight',
      `Folding needs the values of the weight "${name}" of layer "${layer.name}".`,
    );
  });
  return Object.fromEntries(entries);
}
