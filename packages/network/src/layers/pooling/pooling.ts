import type { BatchShape } from '@graftjs/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, flag, nullable, oneOf, pair } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { unary } from '../layer-entry.js';
import { paddingOption, slide } from '../convolutional/window.js';

const channelsLast = defaultTo(oneOf(['channels_last']), 'channels_last');

/** Keras 3, `keras/src/layers/pooling/max_pooling2d.py`. */
export const maxPooling2d = pooling('MaxPooling2D', tf.maxPool);

/** Keras 3, `keras/src/layers/pooling/average_pooling2d.py`; padding does not count. */
export const averagePooling2d = pooling('AveragePooling2D', tf.avgPool);

/** Keras 3, `keras/src/layers/pooling/global_max_pooling2d.py`. */
export const globalMaxPooling2d = globalPooling('GlobalMaxPooling2D', tf.max);

/** Keras 3, `keras/src/layers/pooling/global_average_pooling2d.py`. */
export const globalAveragePooling2d = globalPooling('GlobalAveragePooling2D', tf.mean);

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

function globalPooling(
  type: string,
  reduce: typeof tf.max | typeof tf.mean,
): LayerEntry<{ readonly keepdims: boolean }> {
  return unary(defineOptions(type, { keepdims: defaultTo(flag, false), data_format: channelsLast }), {
    rank: 4,
    shape: ([batch = null, , , channels = null], { keepdims }): BatchShape =>
      keepdims ? [batch, 1, 1, channels] : [batch, channels],
    run: (x, { keepdims }) => reduce(x, [1, 2], keepdims),
  });
}
