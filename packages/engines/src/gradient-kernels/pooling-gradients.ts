import { mul, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Axis, Geometry } from './window-geometry.js';

/**
 * The gradient of max pooling by its input: `dy` goes to the first of the largest values of each window, as in TensorFlow.
 *
 * @param x `[batch, inHeight, inWidth, channels]`
 * @param dy `[batch, outHeight, outWidth, channels]`
 * @returns as `x`
 */
export function maxPoolGradient(
  x: Float32Array,
  dy: Float32Array,
  { height, width }: Geometry,
  channels: number,
): Float32Array {
  const dx = new Float32Array(x.length);
  const exampleSize = height.input * width.input * channels;
  const [rows, columns] = [windowsOf(height), windowsOf(width)];
  const largest = new Float32Array(channels);
  const places = new Int32Array(channels);
  let output = 0;
  for (let example = 0; example < x.length; example += exampleSize) {
    for (const windowRows of rows) {
      for (const windowColumns of columns) {
        // Every window holds a value: where it has no number at all, the last place stays.
        largest.fill(-Infinity);
        for (const row of windowRows) {
          for (const column of windowColumns) {
            const at = example + (row * width.input + column) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const value = x[at + channel] as number;
              if (value <= (largest[channel] as number)) continue;
              largest[channel] = value;
              places[channel] = at + channel;
            }
          }
        }
        for (const place of places) dx[place] = (dx[place] as number) + (dy[output++] as number);
      }
    }
  }
  return dx;
}

/**
 * What a kernel needs for `dy` of average pooling that takes the whole window for the number of values: padding does not count.
 *
 * @param dy `[batch, outHeight, outWidth, channels]`
 * @returns `dy` itself where no window reaches into the padding
 */
export function withoutPadding(dy: Tensor4D, { height, width }: Geometry): Tensor4D {
  const whole = height.taps * width.taps;
  const columns = windowsOf(width);
  const factors = windowsOf(height).map((rows) => columns.map(({ length }) => whole / (rows.length * length)));
  if (factors.flat().every((factor) => factor === 1)) return dy;
  return mul(dy, tensor4d(factors.flat(), [1, height.output, width.output, 1]));
}

/** For each window along an axis the places of the input that it meets, without those in the padding. */
function windowsOf({ input, output, taps, stride, dilation, before }: Axis): readonly (readonly number[])[] {
  return Array.from({ length: output }, (_, window) =>
    Array.from({ length: taps }, (_, tap) => window * stride + tap * dilation - before).filter(
      (place) => place >= 0 && place < input,
    ),
  );
}
