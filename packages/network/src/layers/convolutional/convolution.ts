import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Initializer } from '../../initializer.js';
import { initializer } from '../../initializer.js';
import type { Pair } from '../../options.js';
import { defaultTo, defineOptions, flag, oneOf, pair, whole } from '../../options.js';
import type { ActivationName } from '../activations/activation-functions.js';
import { applyActivation, canFuse, finalActivation, finish } from '../activations/activation-functions.js';
import type { DrawnRole } from '../layer-entry.js';
import { knownLength, unary } from '../layer-entry.js';
import { paddingOption, slide } from './window.js';

const shared = {
  kernel_size: pair,
  strides: defaultTo(pair, [1, 1]),
  padding: defaultTo(paddingOption, 'valid'),
  data_format: defaultTo(oneOf(['channels_last']), 'channels_last'),
  dilation_rate: defaultTo(pair, [1, 1]),
  activation: finalActivation,
  use_bias: defaultTo(flag, true),
  bias_initializer: initializer('zeros'),
};

/** Keras 3, `keras/src/layers/convolutional/conv2d.py`. Kernel `[height, width, channels / groups, filters]`. */
export const conv2d = unary(
  defineOptions('Conv2D', {
    filters: whole(1),
    ...shared,
    groups: defaultTo(whole(1), 1),
    kernel_initializer: initializer('glorot_uniform'),
  }),
  {
    rank: 4,
    kernelChannelAxes: 1,
    shape: (input, options) => {
      const channels = knownLength(input);
      for (const [what, count] of [
        ['input channels', channels],
        ['filters', options.filters],
      ] as const) {
        if (count % options.groups !== 0) {
          throw new GraftError('bad-option', `has ${options.groups} groups, which do not divide its ${count} ${what}.`);
        }
      }
      return convolved(input, options, options.filters);
    },
    roles: (input, options) =>
      kernelAndBias(
        [...options.kernel_size, knownLength(input) / options.groups, options.filters],
        options.kernel_initializer,
        options.filters,
        options,
      ),
    run: (x, options, context) => {
      const kernel = context.weight('kernel');
      const bias = options.use_bias ? context.weight('bias') : undefined;
      if (options.groups === 1) return convolve(tf.conv2d, tf.fused.conv2d, x, kernel, bias, options);
      const kernels = tf.split(kernel, options.groups, 3);
      const parts = tf.split(x, options.groups, 3).map((part, group) => {
        const { strides, padding, dilation_rate } = options;
        return tf.conv2d(part as Tensor4D, kernels[group] as Tensor4D, [...strides], padding, 'NHWC', [
          ...dilation_rate,
        ]);
      });
      return finish(tf.concat(parts, 3), bias, options.activation);
    },
  },
);

/** Keras 3, `keras/src/layers/convolutional/depthwise_conv2d.py`. Kernel `[height, width, channels, depth_multiplier]`. */
export const depthwiseConv2d = unary(
  defineOptions('DepthwiseConv2D', {
    ...shared,
    depth_multiplier: defaultTo(whole(1), 1),
    depthwise_initializer: initializer('glorot_uniform'),
  }),
  {
    rank: 4,
    kernelChannelAxes: 2,
    shape: (input, options) => convolved(input, options, knownLength(input) * options.depth_multiplier),
    roles: (input, options) =>
      kernelAndBias(
        [...options.kernel_size, knownLength(input), options.depth_multiplier],
        options.depthwise_initializer,
        knownLength(input) * options.depth_multiplier,
        options,
      ),
    run: (x, options, context) => {
      const bias = options.use_bias ? context.weight('bias') : undefined;
      return convolve(tf.depthwiseConv2d, tf.fused.depthwiseConv2d, x, context.weight('kernel'), bias, options);
    },
  },
);

interface ConvolutionOptions {
  readonly kernel_size: Pair;
  readonly strides: Pair;
  readonly padding: 'valid' | 'same';
  readonly dilation_rate: Pair;
  readonly activation: ActivationName;
  readonly use_bias: boolean;
  readonly bias_initializer: Initializer;
}

function convolved(input: BatchShape, options: ConvolutionOptions, channels: number): BatchShape {
  if (Math.max(...options.strides) > 1 && Math.max(...options.dilation_rate) > 1) {
    const { strides, dilation_rate } = options;
    const got = `strides ${strides.join(' x ')} and dilation_rate ${dilation_rate.join(' x ')}`;
    throw new GraftError('bad-option', `has ${got}; one of them must be 1.`);
  }
  const [batch = null, height, width] = input;
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = options;
  return [batch, ...slide(height, width, { size, strides, dilation, padding }), channels];
}

function kernelAndBias(
  shape: readonly number[],
  rule: Initializer,
  channels: number,
  options: ConvolutionOptions,
): Readonly<Record<string, DrawnRole>> {
  const kernel = { shape, trainable: true, initializer: rule };
  if (!options.use_bias) return { kernel };
  return { kernel, bias: { shape: [channels], trainable: true, initializer: options.bias_initializer } };
}

function convolve(
  plain: typeof tf.conv2d | typeof tf.depthwiseConv2d,
  fused: typeof tf.fused.conv2d | typeof tf.fused.depthwiseConv2d,
  input: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  options: ConvolutionOptions,
): Tensor {
  const x = input as Tensor4D;
  const filter = kernel as Tensor4D;
  const strides: [number, number] = [...options.strides];
  const dilations: [number, number] = [...options.dilation_rate];
  const { padding: pad, activation } = options;
  if (canFuse(activation)) {
    return fused({ x, filter, strides, pad, dilations, activation, ...(bias === undefined ? {} : { bias }) });
  }
  if (canFuse('linear') && bias !== undefined) {
    return applyActivation(fused({ x, filter, strides, pad, dilations, bias, activation: 'linear' }), activation);
  }
  return finish(plain(x, filter, strides, pad, 'NHWC', dilations), bias, activation);
}
