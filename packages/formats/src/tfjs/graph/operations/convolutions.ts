import type { Json } from '@graftjs/core';
import type { Constant, Made, NodeInputs } from '../graph-builder.js';
import { NoCounterpart } from '../graph-builder.js';
import type { GraphNode } from '../graph-node.js';
import { padOf, requireChannelsLast, spatial } from './window.js';

/** Conv2D, _FusedConv2D: kernel, then what is fused to it. */
export function convolution(given: NodeInputs): Made {
  const kernel = given.needConstant(1);
  const [height = 0, width = 0, within = 0, filters = 0] = kernel.value.shape;
  const channels = given.madeApart(0).shape.at(-1) ?? 0;
  const options = { filters, kernel_size: [height, width], groups: within === 0 ? 1 : channels / within };
  return convolve(given, 'Conv2D', options, kernel);
}

/** DepthwiseConv2dNative, FusedDepthwiseConv2dNative. */
export function depthwiseConvolution(given: NodeInputs): Made {
  const kernel = given.needConstant(1);
  const [height = 0, width = 0, , multiplier = 0] = kernel.value.shape;
  return convolve(given, 'DepthwiseConv2D', { kernel_size: [height, width], depth_multiplier: multiplier }, kernel);
}

/** MatMul, _FusedMatMul with weights. */
export function matrixProduct(given: NodeInputs): Made {
  const { attributes } = given.node;
  const kernel = given.needConstant(1);
  if (attributes.flag('transpose_a')) throw new NoCounterpart('turns its input round');
  const turned = attributes.flag('transpose_b') ? transposed(kernel) : kernel;
  const units = turned.value.shape[1] ?? 0;
  return finish(given, 'Dense', { units }, given.made(0), turned);
}

/** FusedBatchNorm…: scale, offset, mean, variance. */
export function batchNorm(given: NodeInputs): Made {
  const { node, name, builder } = given;
  requireChannelsLast(node);
  if (node.attributes.flag('is_training')) throw new NoCounterpart('takes the statistics of the batch');
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => given.needConstant(at)) as [
    Constant,
    Constant,
    Constant,
    Constant,
  ];
  const options = { epsilon: node.attributes.number('epsilon') ?? 0.001 };
  const weights = { gamma, beta, moving_mean: mean, moving_variance: variance };
  return builder.layer(name, 'BatchNormalization', options, [given.made(0)], weights);
}

function convolve(given: NodeInputs, type: string, options: Options, kernel: Constant): Made {
  const { node } = given;
  requireChannelsLast(node);
  const strides = spatial(node, 'strides');
  const { padding, input } = padOf(given);
  const isPlain = [...strides, ...spatial(node, 'dilations')].every((step) => step === 1);
  if (input.apart !== undefined && !isPlain)
    throw new NoCounterpart('goes in steps over a picture that is taken apart');
  const dilation = input.apart ?? spatial(node, 'dilations');
  const made = finish(given, type, { ...options, strides, dilation_rate: [...dilation], padding }, input, kernel);
  return input.apart === undefined ? made : { ...made, apart: input.apart };
}

/** SpaceToBatchND: what follows goes over the picture with gaps. */
export function takeApart(given: NodeInputs): Made {
  const made = given.made(0);
  const [apart, margins] = [pairOf(given, 1), marginsOf(given, 2)];
  const padded = isNothing(margins)
    ? made
    : given.builder.layer(given.name, 'ZeroPadding2D', { padding: margins }, [made]);
  return { ...padded, apart };
}

/** BatchToSpaceND: the parts put together again. */
export function putTogether(given: NodeInputs): Made {
  const { apart, ...made } = given.madeApart(0);
  const margins = marginsOf(given, 2);
  if (apart === undefined || pairOf(given, 1).join() !== apart.join()) {
    throw new NoCounterpart('puts other parts together than a picture was taken apart into');
  }
  return isNothing(margins) ? made : given.builder.layer(given.name, 'Cropping2D', { cropping: margins }, [made]);
}

function pairOf(given: NodeInputs, at: number): readonly [number, number] {
  const { value } = given.needConstant(at);
  const [rows = 0, columns = 0, ...more] = value.data;
  if (value.dtype !== 'int32' || more.length > 0 || rows < 1 || columns < 1) {
    throw new NoCounterpart('takes other things than height and width apart');
  }
  return [rows, columns];
}

function marginsOf(given: NodeInputs, at: number): readonly (readonly number[])[] {
  const { value } = given.needConstant(at);
  if (value.shape.join() !== '2,2') throw new NoCounterpart('has margins of other axes than height and width');
  return [[...value.data.slice(0, 2)], [...value.data.slice(2, 4)]];
}

function isNothing(margins: readonly (readonly number[])[]): boolean {
  return margins.flat().every((margin) => margin === 0);
}

type Options = Readonly<Record<string, Json>>;

/** Activations that a layer has within itself. */
const within: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
};

/** Bias and activation, which `fused_ops` lists in order, as one layer or two. */
function finish(given: NodeInputs, type: string, options: Options, input: Made, kernel: Constant): Made {
  const { node, name, builder } = given;
  const fused = [...node.attributes.texts('fused_ops')];
  const hasBias = fused[0] === 'BiasAdd';
  if (hasBias) fused.shift();
  const [activation = '', ...more] = fused;
  if (more.length > 0) throw new NoCounterpart(`has ${fused.join(', ')} fused to it`);
  const weights = hasBias ? { kernel, bias: given.needConstant(2) } : { kernel };
  const inside = activation === '' ? 'linear' : within[activation];
  const all = { ...options, use_bias: hasBias, activation: inside ?? 'linear' };
  const made = builder.layer(name, type, all, [input], weights);
  return inside === undefined ? fusedAfter(given, activation, made) : made;
}

function fusedAfter({ node, name, builder, needConstant }: NodeInputs, activation: string, made: Made): Made {
  if (activation === 'LeakyRelu') {
    return builder.layer(`${name}/leaky_relu`, 'LeakyReLU', { negative_slope: slopeOf(node, 'leakyrelu_alpha') }, [
      made,
    ]);
  }
  if (activation === 'Prelu') return prelu(`${name}/prelu`, made, needConstant(3), builder);
  throw new NoCounterpart(`has ${activation} fused to it`);
}

/** TensorFlow's default. */
export function slopeOf({ attributes }: GraphNode, name: string): number {
  return attributes.number(name) ?? 0.2;
}

/** Alpha has the axes of one example, of which those of length 1 are shared. */
export function prelu(name: string, made: Made, alpha: Constant, builder: NodeInputs['builder']): Made {
  const axes = made.shape.length - 1;
  const given = alpha.value.shape.filter((length, at) => at >= alpha.value.shape.length - axes || length !== 1);
  const shape = [...Array<number>(Math.max(0, axes - given.length)).fill(1), ...given];
  const shared = shape.flatMap((length, at) => (length === 1 ? [at + 1] : []));
  const value = { ...alpha.value, shape };
  return builder.layer(name, 'PReLU', { shared_axes: shared }, [made], { alpha: { name: alpha.name, value } });
}

function transposed({ name, value }: Constant): Constant {
  const [rows = 0, columns = 0, ...more] = value.shape;
  if (more.length > 0) throw new NoCounterpart('multiplies by more than a matrix');
  const data = value.data.slice();
  for (let at = 0; at < data.length; at++) data[at] = value.data[(at % rows) * columns + Math.floor(at / rows)] ?? 0;
  return { name: `${name}^T`, value: { ...value, shape: [columns, rows], data } as Constant['value'] };
}
