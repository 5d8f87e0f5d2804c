import { GraftError, type Network } from '@graftjs/core';
import type { NetworkBuilder } from '../build-network.js';
import { addUnit, type ConvolutionUnit, type UnitStyle } from '../parts/convolution-unit.js';
import { classifyMean, inputName, startImageNetwork, type NetworkOptions } from '../parts/image-network.js';
import { listEnds } from '../parts/list-ends.js';
import { orderAsKeras } from '../parts/order-as-keras.js';
import { roundChannels } from '../parts/round-channels.js';

export interface MobileNetV2NetworkOptions extends NetworkOptions {
  /** Width multiplier, above 0. Default 1. */
  readonly alpha?: number | undefined;
}

/** Repeats, channels before the multiplier, and the stride of the first repeat. */
const stages = [
  { repeats: 1, channels: 16, stride: 1 },
  { repeats: 2, channels: 24, stride: 2 },
  { repeats: 3, channels: 32, stride: 2 },
  { repeats: 4, channels: 64, stride: 2 },
  { repeats: 3, channels: 96, stride: 1 },
  { repeats: 3, channels: 160, stride: 2 },
  { repeats: 1, channels: 320, stride: 1 },
] as const;
const expansion = 6;
const stemChannels = 32;
const headChannels = 1280;
const style: UnitStyle = { bias: false, batchNorm: { epsilon: 0.001, momentum: 0.999 }, activation: 'relu6' };

export const mobileNetV2Input = {
  inputSize: 224,
  smallestInput: 32,
  whySmallest: 'it shrinks a picture 32 times',
} as const;

/**
 * The bare MobileNetV2, layers named as in Keras and in its order; pictures enter as `[batch, height, width, 3]`. As in Keras, the
 * padding before a stride depends on whether the size there is even.
 *
 * @param options.inputSize from 32 pixels, or free (`null`), which is padded as an even size
 * @throws GraftError 'bad-option'
 * @see Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018; Keras,
 * `keras/src/applications/mobilenet_v2.py`
 */
export function mobileNetV2Network(options: MobileNetV2NetworkOptions = {}): Network {
  const { alpha = 1 } = options;
  if (!Number.isFinite(alpha) || alpha <= 0) {
    throw new GraftError('bad-option', `"alpha" is a number above 0; got ${String(alpha)}.`);
  }
  const { net, top, classes } = startImageNetwork(mobileNetV2Name(alpha), mobileNetV2Input, options);
  let x = addUnit(
    net,
    inputName,
    {
      names: namesOf('Conv1', 'bn_Conv1', 'Conv1_relu'),
      filters: roundChannels(stemChannels * alpha),
      kernel: 3,
      stride: 2,
    },
    style,
  );
  let block = 0;
  for (const { repeats, channels, stride } of stages) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Keras cuts off the fraction first, which matters where the product lies half-way between multiples of 8.
      const filters = roundChannels(Math.trunc(channels * alpha));
      x = addInvertedResidual(net, x, block++, filters, repeat === 0 ? stride : 1);
    }
  }
  const last = alpha > 1 ? roundChannels(headChannels * alpha) : headChannels;
  const head: ConvolutionUnit = {
    names: namesOf('Conv_1', 'Conv_1_bn', 'out_relu'),
    filters: last,
    kernel: 1,
    padding: 'valid',
  };
  x = addUnit(net, x, head, style);
  return orderAsKeras(net.finish(top ? classifyMean(net, x, 'global_average_pooling2d', classes) : x));
}

/** 'mobilenet-v2', with the width multiplier where it is not 1. */
export function mobileNetV2Name(alpha: number): string {
  return alpha === 1 ? 'mobilenet-v2' : `mobilenet-v2-${alpha}`;
}

/** The cuts at which the stages of a MobileNetV2 end, stem and head included. */
export function listMobileNetV2BlockEnds(network: Network): string[] {
  const stageOfBlock = stages.flatMap(({ repeats }, stage) => Array.from({ length: repeats }, () => stage));
  const stageEnds = listEnds(network, (name) => {
    const block = name.startsWith('expanded_conv_') ? 0 : /^block_(\d+)_/.exec(name)?.[1];
    return block === undefined ? undefined : stageOfBlock[Number(block)];
  });
  return ['Conv1_relu', ...stageEnds, 'out_relu'];
}

function addInvertedResidual(
  net: NetworkBuilder,
  from: string,
  block: number,
  filters: number,
  stride: number,
): string {
  const prefix = block === 0 ? 'expanded_conv_' : `block_${block}_`;
  const names = (part: string, active = true) =>
    namesOf(`${prefix}${part}`, `${prefix}${part}_BN`, active ? `${prefix}${part}_relu` : undefined);
  let x = from;
  if (block > 0) {
    x = addUnit(net, x, { names: names('expand'), filters: net.channels(from) * expansion, kernel: 1 }, style);
  }
  if (stride === 2) x = net.add('ZeroPadding2D', `${prefix}pad`, x, { padding: padForStride(net, x) });
  const padding = stride === 2 ? 'valid' : 'same';
  x = addUnit(net, x, { names: names('depthwise'), kernel: 3, stride, padding }, style);
  x = addUnit(net, x, { names: names('project', false), filters, kernel: 1 }, style);
  const residual = stride === 1 && net.channels(from) === filters;
  return residual ? net.add('Add', `${prefix}add`, [from, x]) : x;
}

/** Rows and columns of zeros before a 3 x 3 window of stride 2. Keras, `correct_pad` in `keras/src/applications/imagenet_utils.py`. */
function padForStride(net: NetworkBuilder, from: string): number[][] {
  const [, height = null, width = null] = net.shape(from);
  const even = height === null || width === null ? [true, true] : [height % 2 === 0, width % 2 === 0];
  return even.map((isEven) => [isEven ? 0 : 1, 1]);
}

function namesOf(convolution: string, batchNorm: string, activation: string | undefined): ConvolutionUnit['names'] {
  return { convolution, batchNorm, activation };
}
