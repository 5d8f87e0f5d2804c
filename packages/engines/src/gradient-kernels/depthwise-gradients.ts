import {
  concat,
  depthwiseConv2d,
  mul,
  reshape,
  reverse,
  stridedSlice,
  sum,
  tidy,
  tile,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { spreadAndPlaced } from './convolution-gradients.js';
import { place, span, type Geometry } from './window-geometry.js';

/**
 * The gradient of a depthwise convolution by its input: a depthwise convolution of `dy`, spread out by the strides, with the
 * filter turned around.
 *
 * @param dy `[batch, outHeight, outWidth, channels * multiplier]`
 * @param filter `[height, width, channels, multiplier]`
 * @returns `[batch, inHeight, inWidth, channels]`
 */
export function depthwiseInputGradient(dy: Tensor4D, filter: Tensor4D, { height, width }: Geometry): Tensor4D {
  const [rows, columns, channels, multiplier] = filter.shape;
  const turned = reverse(reshape<Rank.R4>(filter, [rows, columns, channels * multiplier, 1]), [0, 1]);
  const dilations: [number, number] = [height.dilation, width.dilation];
  const each = depthwiseConv2d(spreadAndPlaced(dy, height, width), turned, 1, 'valid', 'NHWC', dilations);
  if (multiplier === 1) return each;
  const [batch, inRows, inColumns] = each.shape;
  return reshape(sum(reshape(each, [batch * inRows * inColumns * channels, multiplier]), 1), [
    batch,
    inRows,
    inColumns,
    channels,
  ]);
}

/**
 * The gradient of a depthwise convolution by its filter, one product and sum for each tap.
 *
 * @param x `[batch, inHeight, inWidth, channels]`
 * @param dy `[batch, outHeight, outWidth, channels * multiplier]`
 * @param multiplier filters a channel
 * @returns `[height, width, channels, multiplier]`
 */
export function depthwiseFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  { height, width }: Geometry,
  multiplier: number,
): Tensor4D {
  const [batch, , , channels] = x.shape;
  const repeated = repeatChannels(place(x, span(height), span(width)), multiplier);
  const taps: Tensor[] = [];
  for (let row = 0; row < height.taps; row++) {
    for (let column = 0; column < width.taps; column++) {
      const begin = [0, row * height.dilation, column * width.dilation, 0];
      const end = [
        batch,
        row * height.dilation + (height.output - 1) * height.stride + 1,
        column * width.dilation + (width.output - 1) * width.stride + 1,
        channels * multiplier,
      ];
      const met = (): Tensor => stridedSlice(repeated, begin, end, [1, height.stride, width.stride, 1]);
      taps.push(tidy(() => reshape(sum(mul(met(), dy), [0, 1, 2]), [1, channels * multiplier])));
    }
  }
  return reshape(concat(taps, 0), [height.taps, width.taps, channels, multiplier]);
}

/** Each channel `multiplier` times, side by side, as a depthwise convolution orders its output. */
export function repeatChannels(x: Tensor4D, multiplier: number): Tensor4D {
  if (multiplier === 1) return x;
  const [batch, rows, columns, channels] = x.shape;
  const each = reshape(x, [batch * rows * columns * channels, 1]);
  return reshape(tile(each, [1, multiplier]), [batch, rows, columns, channels * multiplier]);
}
