import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import { defaultTo, defineOptions, whole } from '../../options.js';
import { knownLength, unary } from '../layer-entry.js';
import { biasRole, convolutionOptions, convolve, convolved, slideOver } from './convolve.js';

/**
 * Keras 3, `keras/src/layers/convolutional/separable_conv2d.py`: a depthwise convolution, then one of 1 x 1. Depthwise kernel
 * `[height, width, channels, depth_multiplier]`, pointwise kernel `[1, 1, channels * depth_multiplier, filters]`.
 */
export const separableConv2d = unary(
  defineOptions('SeparableConv2D', {
    filters: whole(1),
    ...convolutionOptions,
    depth_multiplier: defaultTo(whole(1), 1),
    depthwise_initializer: initializer('glorot_uniform'),
    pointwise_initializer: initializer('glorot_uniform'),
  }),
  {
    rank: 4,
    shape: (input, options) => convolved(input, options, options.filters),
    roles: (input, options) => ({
      depthwise_kernel: {
        shape: [...options.kernel_size, knownLength(input), options.depth_multiplier],
        trainable: true,
        initializer: options.depthwise_initializer,
      },
      pointwise_kernel: {
        shape: [1, 1, knownLength(input) * options.depth_multiplier, options.filters],
        trainable: true,
        initializer: options.pointwise_initializer,
      },
      ...biasRole(options.filters, options),
    }),
    run: (x, options, context) => {
      const deep = slideOver(tf.depthwiseConv2d, x, context.weight('depthwise_kernel'), options);
      const bias = options.use_bias ? context.weight('bias') : undefined;
      const pointwise = context.weight('pointwise_kernel');
      return convolve(tf.conv2d, tf.fused.conv2d, deep, pointwise, bias, {
        ...inPlace,
        activation: options.activation,
      });
    },
  },
);

const inPlace = { strides: [1, 1], padding: 'valid', dilation_rate: [1, 1] } as const;
