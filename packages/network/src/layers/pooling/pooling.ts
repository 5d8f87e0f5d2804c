import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { channelsLast, defaultTo, defineOptions, nullable, pair, single } from '../../options.js';
import { forSequences } from '../convolutional/for-sequences.js';
import { paddingOption, slide, slideAlong } from '../convolutional/window.js';
import { unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/pooling/max_pooling2d.py`. */
export const maxPooling2d = pooling('MaxPooling2D', tf.maxPool);

/** Keras 3, `keras/src/layers/pooling/average_pooling2d.py`; padding does not count. */
export const averagePooling2d = pooling('AveragePooling2D', tf.avgPool);

/** Keras 3, `keras/src/layers/pooling/max_pooling1d.py`. */
export const maxPooling1d = poolingSteps('MaxPooling1D', maxPooling2d);

/** Keras 3, `keras/src/layers/pooling/average_pooling1d.py`; padding does not count. */
export const averagePooling1d = poolingSteps('AveragePooling1D', averagePooling2d);

function pooling(type: string, pool: typeof tf.maxPool | typeof tf.avgPool) {
  return unary(
    defineOptions(type, {
      pool_size: defaultTo(pair, [2, 2]),
      strides: defaultTo(nullable(pair), null),
      padding: defaultTo(paddingOption, 'valid'),
      data_format: channelsLast,
    }),
    {
      rank: 4,
      shape: ([batch = null, height, width, channels = null], { pool_size: size, strides, padding }) => {
        const window = { size, strides: strides ?? size, dilation: [1, 1], padding } as const;
        return [batch, ...slide(height, width, window), channels];
      },
      run: (x, { pool_size: size, strides, padding }) =>
        pool(x as Tensor4D, [...size], [...(strides ?? size)], padding),
    },
  );
}

function poolingSteps(type: string, picture: ReturnType<typeof pooling>) {
  const parse = defineOptions(type, {
    pool_size: defaultTo(single, 2),
    strides: defaultTo(nullable(single), null),
    padding: defaultTo(paddingOption, 'valid'),
    data_format: channelsLast,
  });
  return forSequences(parse, picture, {
    asPicture: ({ pool_size: size, strides, ...options }) => ({
      ...options,
      pool_size: [1, size] as const,
      strides: [1, strides ?? size] as const,
    }),
    check: (steps, { pool_size: size, strides, padding }) =>
      slideAlong(steps, { size, stride: strides ?? size, dilation: 1, padding }, 'steps'),
  });
}
