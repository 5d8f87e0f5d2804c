import type { BatchShape } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { channelsLast, defineOptions, whole, wholes } from '../../options.js';
import { show, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/reshaping/flatten.py`. */
export const flatten = unary(defineOptions('Flatten', { data_format: channelsLast }), {
  flattens: true,
  mixesPositions: true,
  shape: ([batch = null, ...example]) => [batch, known(example) ? sizeOf(example) : null],
  run: (x) => tf.reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]),
});

/** Keras 3, `keras/src/layers/reshaping/reshape.py`; one axis may be -1. */
export const reshape = unary(defineOptions('Reshape', { target_shape: wholes(-1) }), {
  mixesPositions: true,
  shape: (input, { target_shape: target }) => [input[0] ?? null, ...reshaped(input, target)],
  run: (x, { target_shape: target }) => tf.reshape(x, [x.shape[0] ?? 1, ...target]),
});

/** Keras 3, `keras/src/layers/reshaping/permute.py`; axes of one example count from 1. */
export const permute = unary(defineOptions('Permute', { dims: wholes(1) }), {
  mixesPositions: true,
  shape: (input, { dims }) => {
    const axes = input.slice(1).map((_, at) => at + 1);
    if ([...dims].sort((a, b) => a - b).join() === axes.join()) {
      return [input[0] ?? null, ...dims.map((axis) => input[axis] ?? null)];
    }
    throw new GraftError(
      'bad-option',
      `has dims ${show(dims)} for an input ${show(input)}; they are its axes ${axes.join(', ')} in another order.`,
    );
  },
  run: (x, { dims }) => tf.transpose(x, [0, ...dims]),
});

/** Keras 3, `keras/src/layers/reshaping/repeat_vector.py`. */
export const repeatVector = unary(defineOptions('RepeatVector', { n: whole(1) }), {
  rank: 2,
  shape: ([batch = null, length = null], { n }) => [batch, n, length],
  run: (x, { n }) => tf.tile(tf.expandDims(x, 1), [1, n, 1]),
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
