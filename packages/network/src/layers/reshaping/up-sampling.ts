import { sizeOf } from '@graftjs/core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { channelsLast, defaultTo, defineOptions, oneOf, pair, single } from '../../options.js';
import { unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/reshaping/up_sampling1d.py`. */
export const upSampling1d = unary(defineOptions('UpSampling1D', { size: defaultTo(single, 2) }), {
  rank: 3,
  shape: ([batch = null, steps = null, channels = null], { size }) => [batch, steps && steps * size, channels],
  run: (x, { size }) => repeat(x, 1, size),
});

/** Keras 3, `keras/src/layers/reshaping/up_sampling2d.py`; bilinear from the centres of pixels, as `tf.image.resize`. */
export const upSampling2d = unary(
  defineOptions('UpSampling2D', {
    size: defaultTo(pair, [2, 2]),
    data_format: channelsLast,
    interpolation: defaultTo(oneOf(['nearest', 'bilinear']), 'nearest'),
  }),
  {
    rank: 4,
    shape: ([batch = null, height = null, width = null, channels = null], { size: [rows, columns] }) => [
      batch,
      height && height * rows,
      width && width * columns,
      channels,
    ],
    run: (x, { size: [rows, columns], interpolation }) =>
      interpolation === 'nearest' ? repeat(repeat(x, 1, rows), 2, columns) : enlarge(x as Tensor4D, rows, columns),
  },
);

/** Each slice of an axis `times` over, one after the other. */
function repeat(x: Tensor, axis: number, times: number): Tensor {
  const [before, after] = [x.shape.slice(0, axis + 1), x.shape.slice(axis + 1)];
  // Three axes are all that the gradient of tile is good at.
  const repeated = tf.tile(tf.reshape(x, [sizeOf(before), 1, sizeOf(after)]), [1, times, 1]);
  return tf.reshape(repeated, [...x.shape.slice(0, axis), (x.shape[axis] ?? 1) * times, ...after]);
}

/** The gradient is ours: that of tfjs forgets that pixels have centres. */
function enlarge(given: Tensor4D, rowTimes: number, columnTimes: number): Tensor {
  const [batch, height, width, channels] = given.shape;
  const [tall, wide] = [height * rowTimes, width * columnTimes];
  return tf.customGrad((x) => ({
    value: tf.image.resizeBilinear(x as Tensor4D, [tall, wide], false, true),
    gradFunc: (dy: Tensor) => {
      const byRows = tf.matMul(sharesBack(height, rowTimes), tf.reshape(dy, [batch, tall, wide * channels]));
      const byColumns = tf.matMul(sharesBack(width, columnTimes), tf.reshape(byRows, [batch * height, wide, channels]));
      return tf.reshape(byColumns, [batch, height, width, channels]);
    },
  }))(given);
}

/** How much of each enlarged place `[length * times]` comes from each place: `[1, length, length * times]`. */
function sharesBack(length: number, times: number): Tensor3D {
  const shares = tf.buffer([1, length, length * times]);
  const add = (share: number, from: number, to: number): void =>
    shares.set(shares.get(0, from, to) + share, 0, from, to);
  for (let to = 0; to < length * times; to++) {
    const from = (to + 0.5) / times - 0.5;
    const lower = Math.floor(from);
    add(lower + 1 - from, Math.max(lower, 0), to);
    add(from - lower, Math.min(lower + 1, length - 1), to);
  }
  return shares.toTensor() as Tensor3D;
}
