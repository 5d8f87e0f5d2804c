import {
  conv2d,
  matMul,
  reshape,
  reverse,
  transpose,
  type Rank,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { spread } from './spread.js';
import { place, reach, span, type Axis, type Geometry, type Placement } from './window-geometry.js';

/**
 * The gradient of a convolution by its input, itself a convolution: of `dy`, spread out by the strides, with the filter turned
 * around. It needs forward kernels only.
 *
 * @param dy `[batch, outHeight, outWidth, filters]`
 * @param filter `[height, width, channels, filters]`
 * @returns `[batch, inHeight, inWidth, channels]`
 */
export function inputGradient(dy: Tensor4D, filter: Tensor4D, { height, width }: Geometry): Tensor4D {
  const turned = transpose(filter, [0, 1, 3, 2]);
  if (height.taps * width.taps === 1) {
    // A product of matrices; spread out afterwards, so that no zeros are multiplied.
    const [batch, rows, columns, filters] = dy.shape;
    const channels = filter.shape[2];
    const product = matMul(reshape(dy, [batch * rows * columns, filters]), reshape(turned, [filters, channels]));
    const small = reshape<Rank.R4>(product, [batch, rows, columns, channels]);
    return place(
      spread(small, height.stride, width.stride),
      { before: -height.before, length: height.input },
      { before: -width.before, length: width.input },
    );
  }
  const dilations: [number, number] = [height.dilation, width.dilation];
  return conv2d(spreadAndPlaced(dy, height, width), reverse(turned, [0, 1]), 1, 'valid', 'NHWC', dilations);
}

/**
 * The gradient of a convolution by its filter, itself a convolution: of the input with `dy`, where batch and channels change
 * places, and strides and dilations too.
 *
 * @param x `[batch, inHeight, inWidth, channels]`
 * @param dy `[batch, outHeight, outWidth, filters]`
 * @returns `[height, width, channels, filters]`
 */
export function filterGradient(x: Tensor4D, dy: Tensor4D, { height, width }: Geometry): Tensor4D {
  const placed = place(x, span(height), span(width));
  const [batch, rows, columns, channels] = placed.shape;
  const filters = dy.shape[3];
  if (height.taps * width.taps === 1 && height.stride * width.stride === 1) {
    const examples = batch * rows * columns;
    const flat: Tensor2D = reshape(placed, [examples, channels]);
    return reshape(matMul(transpose(flat), reshape(dy, [examples, filters])), [1, 1, channels, filters]);
  }
  const product = conv2d(
    transpose(placed, [3, 1, 2, 0]),
    transpose(dy, [1, 2, 0, 3]),
    [height.dilation, width.dilation],
    'valid',
    'NHWC',
    [height.stride, width.stride],
  );
  return transpose(product, [1, 2, 0, 3]);
}

/** `dy` as the gradient by the input slides over it, one step and one tap at a time. */
export function spreadAndPlaced(dy: Tensor4D, height: Axis, width: Axis): Tensor4D {
  const placement = (axis: Axis): Placement => ({
    before: reach(axis) - axis.before,
    length: axis.input + reach(axis),
  });
  return place(spread(dy, height.stride, width.stride), placement(height), placement(width));
}
