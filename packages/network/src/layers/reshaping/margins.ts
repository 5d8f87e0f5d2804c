import { GraftError } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Pair } from '../../options.js';
import { channelsLast, defaultTo, defineOptions, ends, margins } from '../../options.js';
import { unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/reshaping/zero_padding1d.py`. */
export const zeroPadding1d = unary(
  defineOptions('ZeroPadding1D', { padding: defaultTo(ends, [1, 1]), data_format: channelsLast }),
  {
    rank: 3,
    shape: ([batch = null, steps = null, channels = null], { padding }) => [batch, grown(steps, padding), channels],
    run: (x, { padding }) => tf.pad(x, [[0, 0], [...padding], [0, 0]]),
  },
);

/** Keras 3, `keras/src/layers/reshaping/zero_padding2d.py`. */
export const zeroPadding2d = unary(
  defineOptions('ZeroPadding2D', {
    padding: defaultTo(margins, [
      [1, 1],
      [1, 1],
    ]),
    data_format: channelsLast,
  }),
  {
    rank: 4,
    shape: ([batch = null, height = null, width = null, channels = null], { padding: [rows, columns] }) => [
      batch,
      grown(height, rows),
      grown(width, columns),
      channels,
    ],
    run: (x, { padding: [rows, columns] }) => tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]),
  },
);

/** Keras 3, `keras/src/layers/reshaping/cropping1d.py`. */
export const cropping1d = unary(defineOptions('Cropping1D', { cropping: defaultTo(ends, [1, 1]) }), {
  rank: 3,
  shape: ([batch = null, steps = null, channels = null], { cropping }) => [
    batch,
    cut(steps, cropping, 'steps'),
    channels,
  ],
  run: (x, { cropping }) => {
    const [batch = 1, steps = 1, channels = 1] = x.shape;
    return tf.slice(x, [0, cropping[0], 0], [batch, steps - cropping[0] - cropping[1], channels]);
  },
});

/** Keras 3, `keras/src/layers/reshaping/cropping2d.py`. */
export const cropping2d = unary(
  defineOptions('Cropping2D', {
    cropping: defaultTo(margins, [
      [0, 0],
      [0, 0],
    ]),
    data_format: channelsLast,
  }),
  {
    rank: 4,
    shape: ([batch = null, height = null, width = null, channels = null], { cropping: [rows, columns] }) => [
      batch,
      cut(height, rows, 'rows'),
      cut(width, columns, 'columns'),
      channels,
    ],
    run: (x, { cropping: [rows, columns] }) => {
      const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
      const size = [height - rows[0] - rows[1], width - columns[0] - columns[1]] as const;
      return tf.slice(x, [0, rows[0], columns[0], 0], [batch, ...size, channels]);
    },
  },
);

function grown(length: number | null, [before, after]: Pair): number | null {
  return length === null ? null : length + before + after;
}

function cut(length: number | null, [before, after]: Pair, unit: 'rows' | 'columns' | 'steps'): number | null {
  if (length === null) return null;
  if (before + after < length) return length - before - after;
  throw new GraftError('bad-input-shape', `crops ${before} and ${after} ${unit}, but its input has only ${length}.`);
}
