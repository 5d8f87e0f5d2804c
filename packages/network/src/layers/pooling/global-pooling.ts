import * as tf from '@tensorflow/tfjs-core';
import { channelsLast, defaultTo, defineOptions, flag } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/pooling/global_max_pooling1d.py`. */
export const globalMaxPooling1d = globalPooling('GlobalMaxPooling1D', [1], tf.max);

/** Keras 3, `keras/src/layers/pooling/global_average_pooling1d.py`. */
export const globalAveragePooling1d = globalPooling('GlobalAveragePooling1D', [1], tf.mean);

/** Keras 3, `keras/src/layers/pooling/global_max_pooling2d.py`. */
export const globalMaxPooling2d = globalPooling('GlobalMaxPooling2D', [1, 2], tf.max);

/** Keras 3, `keras/src/layers/pooling/global_average_pooling2d.py`. */
export const globalAveragePooling2d = globalPooling('GlobalAveragePooling2D', [1, 2], tf.mean);

function globalPooling(
  type: string,
  axes: number[],
  reduce: typeof tf.max | typeof tf.mean,
): LayerEntry<{ readonly keepdims: boolean }> {
  return unary(defineOptions(type, { keepdims: defaultTo(flag, false), data_format: channelsLast }), {
    rank: axes.length + 2,
    shape: (input, { keepdims }) => {
      const ends = [input[0] ?? null, input.at(-1) ?? null] as const;
      return keepdims ? [ends[0], ...axes.map(() => 1), ends[1]] : ends;
    },
    run: (x, { keepdims }) => reduce(x, axes, keepdims),
  });
}
