import type { Json, Layer, Network } from '@graftjs/core';
import { getBackend, getKernel } from '@tensorflow/tfjs-core';
import { listWrapped, type BareLayer } from '../wrapped-layers.js';

/** A layer that cannot train on the current backend, and why. */
export interface MissingKernel {
  readonly layer: string;
  /** As tfjs names it: 'Conv2DBackpropFilter'. */
  readonly kernel: string;
}

/**
 * The kernels that the gradients of a network need and the current tfjs backend lacks: to be asked before the first step, after
 * `registerGradients`.
 *
 * @param frozen which layers keep their weights; default: none. Where nothing trains before a layer, it needs no gradient by
 * its input
 * @returns in the order of the layers; empty when all of it can train
 * @example
 * missingGradientKernels(network); // [{ layer: 'stem_conv', kernel: 'Conv2DBackpropFilter' }, …] on wasm alone
 */
export function missingGradientKernels(
  network: Network,
  frozen: (layer: string) => boolean = () => false,
): MissingKernel[] {
  const backend = getBackend();
  const learning = new Set<string>();
  return network.layers.flatMap((layer) => {
    const trains = !frozen(layer.name) && Object.keys(layer.weights).length > 0;
    const passesOn = layer.inputs.some(({ from }) => learning.has(from));
    if (trains || passesOn) learning.add(layer.name);
    const { byInput = [], byWeight = [], always = [] } = gradientKernels(layer);
    const needed = [...(passesOn ? byInput : []), ...(trains ? byWeight : []), ...(trains || passesOn ? always : [])];
    return needed
      .filter((kernel) => getKernel(kernel, backend) === undefined)
      .map((kernel) => ({ layer: layer.name, kernel }));
  });
}

interface GradientKernels {
  readonly byInput?: readonly string[];
  readonly byWeight?: readonly string[];
  readonly always?: readonly string[];
}

/** Those that serve for nothing but gradients. All other gradients are put together from the kernels of running forward. */
export function gradientKernels(layer: BareLayer): GradientKernels {
  const { type, options } = layer;
  const elu = [type, options['activation'], options['recurrent_activation']].some((name) => elus.has(name));
  const parts = [
    ofType[type]?.(options) ?? {},
    elu ? { always: ['EluGrad'] } : {},
    ...listWrapped(layer).map(gradientKernels),
  ];
  const together = (by: keyof GradientKernels): string[] => [...new Set(parts.flatMap((part) => part[by] ?? []))];
  return { byInput: together('byInput'), byWeight: together('byWeight'), always: together('always') };
}

const elus: ReadonlySet<Json | undefined> = new Set(['ELU', 'elu', 'celu']);

type KernelsOf = (options: Layer['options']) => GradientKernels;

const convolution: KernelsOf = (options) =>
  isDilated(options) ? {} : { byInput: ['Conv2DBackpropInput'], byWeight: ['Conv2DBackpropFilter'] };

const depthwise: KernelsOf = (options) =>
  isDilated(options)
    ? {}
    : { byInput: ['DepthwiseConv2dNativeBackpropInput'], byWeight: ['DepthwiseConv2dNativeBackpropFilter'] };

/** A depthwise convolution, then one of 1 x 1, which the first one's weights are before. */
const separable: KernelsOf = (options) => {
  const { byInput = [], byWeight = [] } = depthwise(options);
  return {
    byInput: [...byInput, 'Conv2DBackpropInput'],
    byWeight: [...byWeight, 'Conv2DBackpropFilter', 'Conv2DBackpropInput'],
  };
};

/** Running forward is what is the gradient of another. */
const transposed: KernelsOf = () => ({ always: ['Conv2DBackpropInput'], byWeight: ['Conv2DBackpropFilter'] });

const maxPooling: KernelsOf = () => ({ byInput: ['MaxPoolGrad'] });
const averagePooling: KernelsOf = () => ({ byInput: ['AvgPoolGrad'] });

const ofType: Readonly<Record<string, KernelsOf>> = {
  AveragePooling1D: averagePooling,
  AveragePooling2D: averagePooling,
  Conv1D: convolution,
  Conv1DTranspose: transposed,
  Conv2D: convolution,
  Conv2DTranspose: transposed,
  DepthwiseConv1D: depthwise,
  DepthwiseConv2D: depthwise,
  Embedding: () => ({ byWeight: ['UnsortedSegmentSum'] }),
  MaxPooling1D: maxPooling,
  MaxPooling2D: maxPooling,
  SeparableConv1D: separable,
  SeparableConv2D: separable,
};

/** The gradients of dilated convolutions are ours, and made of forward kernels. */
function isDilated(options: Layer['options']): boolean {
  return [options['dilation_rate'] ?? 1].flat().some((rate) => rate !== 1);
}
