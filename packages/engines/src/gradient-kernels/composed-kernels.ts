import {
  expandDims,
  fill,
  greaterEqual,
  less,
  logicalAnd,
  scatterND,
  slice,
  tensor4d,
  where,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { filterGradient, inputGradient } from './convolution-gradients.js';
import { correlateChannels } from './correlate-channels.js';
import { depthwiseInputGradient, repeatChannels } from './depthwise-gradients.js';
import { maxPoolGradient } from './pooling-gradients.js';
import {
  geometryOf,
  poolingGeometryOf,
  type ConvolutionAttributes,
  type PoolingAttributes,
  type Shape4D,
} from './window-geometry.js';

/** A kernel as a function of tensors; the caller tidies. */
export type ComposedKernel = (inputs: never, attributes: never) => Tensor;

/** The kernels of gradients that wasm lacks, has as a slow loop, or gets wrong, by the name that tfjs gives them. */
export const composedKernels: Readonly<Record<string, ComposedKernel>> = {
  Conv2DBackpropInput({ dy, filter }: DyAndFilter, attributes: ConvolutionAttributes & { inputShape: Shape4D }) {
    return inputGradient(dy, filter, geometryOf(attributes.inputShape, filter.shape, attributes));
  },

  Conv2DBackpropFilter({ x, dy }: XAndDy, attributes: ConvolutionAttributes & { filterShape: Shape4D }) {
    return filterGradient(x, dy, geometryOf(x.shape, attributes.filterShape, attributes));
  },

  DepthwiseConv2dNativeBackpropInput(
    { dy, filter }: DyAndFilter,
    attributes: ConvolutionAttributes & { inputShape: Shape4D },
  ) {
    return depthwiseInputGradient(dy, filter, geometryOf(attributes.inputShape, filter.shape, attributes));
  },

  DepthwiseConv2dNativeBackpropFilter({ x, dy }: XAndDy, attributes: ConvolutionAttributes & { filterShape: Shape4D }) {
    const { filterShape } = attributes;
    const [rows, columns, channels, multiplier] = filterShape;
    const geometry = geometryOf(x.shape, filterShape, attributes);
    const repeated = repeatChannels(x, multiplier);
    const sums = correlateChannels(values(repeated), values(dy), geometry, channels * multiplier);
    return tensor4d(sums, [rows, columns, channels, multiplier]);
  },

  /** The one of wasm takes no value for the largest that is not above zero. */
  MaxPoolGrad({ dy, input }: { dy: Tensor4D; input: Tensor4D }, attributes: PoolingAttributes) {
    const geometry = poolingGeometryOf(input.shape, attributes);
    return tensor4d(maxPoolGradient(values(input), values(dy), geometry, input.shape[3]), input.shape);
  },

  UnsortedSegmentSum({ x, segmentIds }: { x: Tensor; segmentIds: Tensor1D }, { numSegments }: { numSegments: number }) {
    // What belongs to no segment goes into one more, which is then cut off.
    const known = logicalAnd(greaterEqual(segmentIds, 0), less(segmentIds, numSegments));
    const ids = where(known, segmentIds, fill(segmentIds.shape, numSegments, 'int32'));
    const rest = x.shape.slice(1);
    const sums = scatterND(expandDims(ids, 1), x, [numSegments + 1, ...rest]);
    return slice(
      sums,
      sums.shape.map(() => 0),
      [numSegments, ...rest],
    );
  },
};

interface DyAndFilter {
  readonly dy: Tensor4D;
  readonly filter: Tensor4D;
}

interface XAndDy {
  readonly x: Tensor4D;
  readonly dy: Tensor4D;
}

function values(tensor: Tensor): Float32Array {
  return tensor.dataSync<'float32'>() as Float32Array;
}
