import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { OptionsOf } from '../../options.js';
import { channelsLast, defaultTo, flag, pair } from '../../options.js';
import { applyActivation, canFuse, finalActivation, finish } from '../activations/activation-functions.js';
import type { DrawnRole } from '../layer-entry.js';
import { paddingOption, samePadding, slide } from './window.js';

/** What every convolution over pictures has. */
export const convolutionOptions = {
  kernel_size: pair,
  strides: defaultTo(pair, [1, 1]),
  padding: defaultTo(paddingOption, 'valid'),
  data_format: channelsLast,
  dilation_rate: defaultTo(pair, [1, 1]),
  activation: finalActivation,
  use_bias: defaultTo(flag, true),
  bias_initializer: initializer('zeros'),
};

export type ConvolutionOptions = OptionsOf<typeof convolutionOptions>;

/** How the window of a convolution moves. */
export type Sliding = Pick<ConvolutionOptions, 'strides' | 'padding' | 'dilation_rate'>;

/** The shape after a convolution. */
export function convolved(input: BatchShape, options: ConvolutionOptions, channels: number): BatchShape {
  if (Math.max(...options.strides) > 1 && Math.max(...options.dilation_rate) > 1) {
    const { strides, dilation_rate } = options;
    const got = `strides ${strides.join(' x ')} and dilation_rate ${dilation_rate.join(' x ')}`;
    throw new GraftError('bad-option', `has ${got}; one of them must be 1.`);
  }
  const [batch = null, height, width] = input;
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = options;
  return [batch, ...slide(height, width, { size, strides, dilation, padding }), channels];
}

/** The weight `bias`, where there is one. */
export function biasRole(
  channels: number,
  { use_bias, bias_initializer }: Pick<ConvolutionOptions, 'use_bias' | 'bias_initializer'>,
): Readonly<Record<string, DrawnRole>> {
  return use_bias ? { bias: { shape: [channels], trainable: true, initializer: bias_initializer } } : {};
}

/** A convolution without bias or activation. */
export function slideOver(
  plain: typeof tf.conv2d | typeof tf.depthwiseConv2d,
  given: Tensor,
  kernel: Tensor,
  sliding: Sliding,
): Tensor {
  const { x, padding } = settle(given, kernel, sliding);
  return plain(x, kernel as Tensor4D, [...sliding.strides], padding, 'NHWC', [...sliding.dilation_rate]);
}

/** A convolution with bias and activation, in one kernel where that may be. */
export function convolve(
  plain: typeof tf.conv2d | typeof tf.depthwiseConv2d,
  fused: typeof tf.fused.conv2d | typeof tf.fused.depthwiseConv2d,
  given: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  options: Sliding & Pick<ConvolutionOptions, 'activation'>,
): Tensor {
  const { activation } = options;
  const fusedActivation = canFuse(activation) ? activation : 'linear';
  if (!canFuse(fusedActivation) || (fusedActivation !== activation && bias === undefined)) {
    return finish(slideOver(plain, given, kernel, options), bias, activation);
  }
  const { x, padding: pad } = settle(given, kernel, options);
  const y = fused({
    x,
    filter: kernel as Tensor4D,
    strides: [...options.strides],
    pad,
    dilations: [...options.dilation_rate],
    activation: fusedActivation,
    ...(bias === undefined ? {} : { bias }),
  });
  return fusedActivation === activation ? y : applyActivation(y, activation);
}

/** On wasm padding 'same' is wrong where the window is smaller than its strides, so the zeros are put in place before. */
function settle(x: Tensor, { shape }: Tensor, { strides, padding, dilation_rate }: Sliding) {
  const windows = [0, 1].map((axis) => {
    const window = { size: shape[axis] ?? 1, stride: strides[axis] ?? 1, dilation: dilation_rate[axis] ?? 1 };
    return { ...window, zeros: samePadding(x.shape[axis + 1] ?? 1, window) };
  });
  const steps = windows.some(({ size, stride, dilation }) => stride > (size - 1) * dilation + 1);
  if (padding === 'valid' || !steps) return { x: x as Tensor4D, padding };
  const zeros = windows.map(({ zeros: [before, after] }): [number, number] => [before, after]);
  const padded = zeros.flat().some((count) => count > 0) ? tf.pad(x, [[0, 0], ...zeros, [0, 0]]) : x;
  return { x: padded as Tensor4D, padding: 'valid' as const };
}
