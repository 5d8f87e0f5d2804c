import type { BatchShape } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, margins, number, oneOf, wholes } from '../../options.js';
import { show, unary } from '../layer-entry.js';

const channelsLast = defaultTo(oneOf(['channels_last']), 'channels_last');

/** Keras 3, `keras/src/layers/reshaping/flatten.py`. */
export const flatten = unary(defineOptions('Flatten', { data_format: channelsLast }), {
  shape: ([batch = null, ...example]) => [batch, known(example) ? sizeOf(example) : null],
  run: (x) => tf.reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]),
});

/** Keras 3, `keras/src/layers/reshaping/reshape.py`; one axis may be -1. */
export const reshape = unary(defineOptions('Reshape', { target_shape: wholes(-1) }), {
  shape: (input, { target_shape: target }) => [input[0] ?? null, ...reshaped(input, target)],
  run: (x, { target_shape: target }) => tf.reshape(x, [x.shape[0] ?? 1, ...target]),
});

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
      height === null ? null : height + rows[0] + rows[1],
      width === null ? null : width + columns[0] + columns[1],
      channels,
    ],
    run: (x, { padding: [rows, columns] }) => tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]),
  },
);

/** Keras 3, `keras/src/layers/preprocessing/rescaling.py`: `x * scale + offset`. */
export const rescaling = unary(defineOptions('Rescaling', { scale: number(), offset: defaultTo(number(), 0) }), {
  shape: (input) => input,
  run: (x, { scale, offset }) => tf.add(tf.mul(tf.cast(x, 'float32'), scale), offset),
});

function known(shape: BatchShape): shape is readonly number[] {
  return shape.every((length) => length !== null);
}

function reshaped([, ...example]: BatchShape, target: readonly number[]): BatchShape {
  const fixed = sizeOf(target.filter((length) => length !== -1));
  const open = target.filter((length) => length === -1).length;
  if (open > 1) throw new GraftError('bad-option', `has the target_shape ${show(target)}; only one axis may be -1.`);
  if (!known(example)) return target.map((length) => (length === -1 ? null : length));
  const size = sizeOf(example);
  if (open === 0 ? size !== fixed : fixed === 0 || size % fixed !== 0) {
    throw new GraftError(
      'bad-input-shape',
      `cannot give an example ${show(example)} the target_shape ${show(target)}.`,
    );
  }
  return target.map((length) => (length === -1 ? size / fixed : length));
}
