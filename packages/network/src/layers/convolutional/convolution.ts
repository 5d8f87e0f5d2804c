import { GraftError } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import { defaultTo, defineOptions, whole } from '../../options.js';
import { finish } from '../activations/activation-functions.js';
import { knownLength, unary } from '../layer-entry.js';
import { biasRole, convolutionOptions, convolve, convolved, slideOver } from './convolve.js';

/** Keras 3, `keras/src/layers/convolutional/conv2d.py`. Kernel `[height, width, channels / groups, filters]`. */
export const conv2d = unary(
  defineOptions('Conv2D', {
    filters: whole(1),
    ...convolutionOptions,
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
    roles: (input, options) => ({
      kernel: {
        shape: [...options.kernel_size, knownLength(input) / options.groups, options.filters],
        trainable: true,
        initializer: options.kernel_initializer,
      },
      ...biasRole(options.filters, options),
    }),
    run: (x, options, context) => {
      const kernel = context.weight('kernel');
      const bias = options.use_bias ? context.weight('bias') : undefined;
      if (options.groups === 1) return convolve(tf.conv2d, tf.fused.conv2d, x, kernel, bias, options);
      const kernels = tf.split(kernel, options.groups, 3);
      const parts = tf
        .split(x, options.groups, 3)
        .map((part, group) => slideOver(tf.conv2d, part, kernels[group] ?? kernel, options));
      return finish(tf.concat(parts, 3), bias, options.activation);
    },
  },
);

/** Keras 3, `keras/src/layers/convolutional/depthwise_conv2d.py`. Kernel `[height, width, channels, depth_multiplier]`. */
export const depthwiseConv2d = unary(
  defineOptions('DepthwiseConv2D', {
    ...convolutionOptions,
    depth_multiplier: defaultTo(whole(1), 1),
    depthwise_initializer: initializer('glorot_uniform'),
  }),
  {
    rank: 4,
    kernelChannelAxes: 2,
    shape: (input, options) => convolved(input, options, knownLength(input) * options.depth_multiplier),
    roles: (input, options) => ({
      kernel: {
        shape: [...options.kernel_size, knownLength(input), options.depth_multiplier],
        trainable: true,
        initializer: options.depthwise_initializer,
      },
      ...biasRole(knownLength(input) * options.depth_multiplier, options),
    }),
    run: (x, options, context) => {
      const bias = options.use_bias ? context.weight('bias') : undefined;
      return convolve(tf.depthwiseConv2d, tf.fused.depthwiseConv2d, x, context.weight('kernel'), bias, options);
    },
  },
);
