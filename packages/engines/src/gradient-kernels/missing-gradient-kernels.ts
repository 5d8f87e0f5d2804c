import type { Layer, Network } from '@graftjs/core';
import { getBackend, getKernel } from '@tensorflow/tfjs-core';

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
export function gradientKernels({ type, options }: Layer): GradientKernels {
  const always = options['activation'] === 'elu' ? ['EluGrad'] : [];
  return { ...(isDilated(options) ? {} : ofType[type]), always };
}

const ofType: Readonly<Record<string, GradientKernels>> = {
  Conv2D: { byInput: ['Conv2DBackpropInput'], byWeight: ['Conv2DBackpropFilter'] },
  DepthwiseConv2D: {
    byInput: ['DepthwiseConv2dNativeBackpropInput'],
    byWeight: ['DepthwiseConv2dNativeBackpropFilter'],
  },
  MaxPooling2D: { byInput: ['MaxPoolGrad'] },
  AveragePooling2D: { byInput: ['AvgPoolGrad'] },
};

/** The gradients of dilated convolutions are ours, and made of forward kernels. */
function isDilated(options: Layer['options']): boolean {
  return [options['dilation_rate'] ?? 1].flat().some((rate) => rate !== 1);
}
