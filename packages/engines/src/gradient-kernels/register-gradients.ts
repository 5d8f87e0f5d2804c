import '@graftjs/network/gradients';
import {
  getBackend,
  getGradient,
  mul,
  registerGradient,
  step,
  sub,
  unregisterGradient,
  type GradConfig,
  type GradFunc,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { filterGradient, inputGradient } from './convolution-gradients.js';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients.js';
import { withoutPadding } from './pooling-gradients.js';
import { registerWasmGradients } from './register-wasm-gradients.js';
import {
  geometryOf,
  poolingGeometryOf,
  type ConvolutionAttributes,
  type Geometry,
  type PoolingAttributes,
} from './window-geometry.js';

/**
 * Registers all that training needs beyond what tfjs has, on every backend: the gradients of dilated convolutions, which it
 * refuses; those of average pooling, which it gets wrong where windows reach into the padding; a gradient of ReLU6 that takes
 * half as long, and is 0 at 6 as in TensorFlow; and `registerWasmGradients`. Call it after a backend was started, before the
 * first step. Calling it again does no harm.
 */
export function registerGradients(): void {
  registerWasmGradients();
  if (registered) return;
  registered = true;
  replace('Conv2D', (usual) => (dy, saved, attributes) => {
    if (!isDilated(attributes)) return usual(dy, saved, attributes);
    const [x, filter, geometry] = convolved(saved, attributes);
    return {
      x: () => inputGradient(dy as Tensor4D, filter, geometry),
      filter: () => filterGradient(x, dy as Tensor4D, geometry),
    };
  });
  replace('DepthwiseConv2dNative', (usual) => (dy, saved, attributes) => {
    if (!isDilated(attributes)) return usual(dy, saved, attributes);
    const [x, filter, geometry] = convolved(saved, attributes);
    return {
      x: () => depthwiseInputGradient(dy as Tensor4D, filter, geometry),
      filter: () => depthwiseFilterGradient(x, dy as Tensor4D, geometry, filter.shape[3]),
    };
  });
  replace('AvgPool', (usual) => (dy, saved, attributes) => {
    // Its kernel is that of TensorFlow, which counts right.
    if (getBackend() === 'tensorflow') return usual(dy, saved, attributes);
    const [{ shape }] = saved as [Tensor4D];
    const geometry = poolingGeometryOf(shape, attributes as object as PoolingAttributes);
    return usual(withoutPadding(dy as Tensor4D, geometry), saved, attributes);
  });
  unregisterGradient('Relu6');
  registerGradient({
    kernelName: 'Relu6',
    // The next layer keeps the output anyway, so that the input need not be kept as well.
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const [y] = saved as [Tensor];
      return { x: () => mul(dy as Tensor, mul(step(y), step(sub(6, y)))) };
    },
  });
}

let registered = false;

function replace(kernelName: string, improve: (usual: GradFunc) => GradFunc): void {
  const usual: GradConfig = getGradient(kernelName);
  // tfjs warns on the terminal when a gradient is registered twice.
  unregisterGradient(kernelName);
  registerGradient({ ...usual, gradFunc: improve(usual.gradFunc) });
}

function isDilated({ dilations }: object & { dilations?: unknown }): boolean {
  return [dilations ?? 1].flat().some((dilation) => dilation !== 1);
}

function convolved(saved: readonly unknown[], attributes: object): readonly [Tensor4D, Tensor4D, Geometry] {
  const [x, filter] = saved as [Tensor4D, Tensor4D];
  return [x, filter, geometryOf(x.shape, filter.shape, attributes as ConvolutionAttributes)];
}
