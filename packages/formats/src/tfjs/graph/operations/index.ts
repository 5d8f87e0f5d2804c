import type { Made, NodeInputs } from '../graph-builder.js';
import { NoCounterpart } from '../graph-builder.js';
import { biasAdd, maximum, merge, minimum } from './arithmetic.js';
import {
  batchNorm,
  convolution,
  depthwiseConvolution,
  matrixProduct,
  prelu,
  putTogether,
  slopeOf,
  takeApart,
} from './convolutions.js';
import {
  concatenate,
  enlarge,
  expandDims,
  globalPooling,
  pad,
  pooling,
  reshape,
  squeeze,
  transpose,
} from './shaping.js';

/** Finds the counterpart of a node. @throws NoCounterpart with the reason */
type Operation = (given: NodeInputs) => Made;

const sum = merge('Add', (value) => [1, value]);

/** Operations with a counterpart in the layer table. */
export const operations: Readonly<Record<string, Operation>> = {
  Add: sum,
  AddN: ({ builder, name, allMade }) => builder.layer(name, 'Add', {}, allMade()),
  AddV2: sum,
  AvgPool: pooling('AveragePooling2D'),
  BatchToSpaceND: putTogether,
  BiasAdd: biasAdd,
  ConcatV2: concatenate,
  Conv2D: convolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  Elu: activation('elu'),
  ExpandDims: expandDims,
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  FusedDepthwiseConv2dNative: depthwiseConvolution,
  Identity: ({ made }) => made(0),
  LeakyRelu: ({ node, builder, name, made }) =>
    builder.layer(name, 'LeakyReLU', { negative_slope: slopeOf(node, 'alpha') }, [made(0)]),
  MatMul: matrixProduct,
  Max: globalPooling('Max'),
  MaxPool: pooling('MaxPooling2D'),
  Maximum: maximum,
  Mean: globalPooling('Average'),
  Minimum: minimum,
  Mul: merge('Multiply', (value) => [value, 0]),
  Pad: pad,
  PadV2: pad,
  Prelu: ({ builder, name, made, needConstant }) => prelu(name, made(0), needConstant(1), builder),
  PreventGradient: ({ made }) => made(0),
  RealDiv: merge(undefined, (value, isFirst) => {
    if (isFirst) throw new NoCounterpart('divides by what a layer gives');
    return [1 / value, 0];
  }),
  Relu: activation('relu'),
  Relu6: activation('relu6'),
  Reshape: reshape,
  ResizeBilinear: enlarge('bilinear'),
  ResizeNearestNeighbor: enlarge('nearest'),
  Selu: activation('selu'),
  Sigmoid: activation('sigmoid'),
  Snapshot: ({ made }) => made(0),
  Softmax: activation('softmax'),
  Softplus: activation('softplus'),
  SpaceToBatchND: takeApart,
  Squeeze: squeeze,
  StopGradient: ({ made }) => made(0),
  Sub: merge('Subtract', (value, isFirst) => (isFirst ? [-1, value] : [1, -value])),
  Tanh: activation('tanh'),
  Transpose: transpose,
  _FusedConv2D: convolution,
  _FusedMatMul: matrixProduct,
};

function activation(name: string): Operation {
  return ({ builder, name: layer, made }) => builder.layer(layer, 'Activation', { activation: name }, [made(0)]);
}
