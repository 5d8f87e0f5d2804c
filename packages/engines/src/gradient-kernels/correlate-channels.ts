import { BLOCK, loadProductAdder, type ProductAdder } from './add-products.js';
import type { Axis, Geometry } from './window-geometry.js';

/**
 * The gradient of a depthwise convolution by its filter, with one filter a channel. Compositions of tfjs kernels are several
 * times slower: they copy the input for each tap. Works on one example at a time, so in little memory.
 *
 * @param x `[batch, inHeight, inWidth, channels]`
 * @param dy `[batch, outHeight, outWidth, channels]`
 * @returns `[height, width, channels]`
 */
export function correlateChannels(
  x: Float32Array,
  dy: Float32Array,
  { height, width }: Geometry,
  channels: number,
): Float32Array {
  adder ??= loadProductAdder();
  const inSize = height.input * width.input * channels;
  const outSize = height.output * width.output * channels;
  const taps = height.taps * width.taps;
  const blocks = Math.ceil(channels / BLOCK);
  const sumsSize = taps * blocks * BLOCK;
  // The last block of channels reads, and throws away, up to a block more than there is.
  const xAt = sumsSize * BYTES;
  const dyAt = xAt + (inSize + BLOCK) * BYTES;
  const memory = adder.memory(dyAt + (outSize + BLOCK) * BYTES);
  const sums = new Float32Array(memory, 0, sumsSize);
  const pixel = channels * BYTES;

  const correlateRow = (outputRow: number, inputRow: number, tapRow: number, { addProducts }: ProductAdder): void => {
    for (let tap = 0; tap < width.taps; tap++) {
      const { first, count } = outputsWithin(width, tap);
      if (count === 0) continue;
      addProducts(
        (tapRow * width.taps + tap) * blocks * BLOCK * BYTES,
        xAt + (inputRow * width.input + meets(width, first, tap)) * pixel,
        width.stride * pixel,
        dyAt + (outputRow * width.output + first) * pixel,
        pixel,
        count,
        blocks,
      );
    }
  };

  // Sums over an example have 32 bits, over the batch 64.
  const totals = new Float64Array(sumsSize);
  for (let example = 0; example * inSize < x.length; example++) {
    new Float32Array(memory, xAt, inSize).set(x.subarray(example * inSize, (example + 1) * inSize));
    new Float32Array(memory, dyAt, outSize).set(dy.subarray(example * outSize, (example + 1) * outSize));
    sums.fill(0);
    for (let outputRow = 0; outputRow < height.output; outputRow++) {
      for (let tapRow = 0; tapRow < height.taps; tapRow++) {
        const inputRow = meets(height, outputRow, tapRow);
        if (inputRow >= 0 && inputRow < height.input) correlateRow(outputRow, inputRow, tapRow, adder);
      }
    }
    for (let index = 0; index < sumsSize; index++) totals[index] = (totals[index] ?? 0) + (sums[index] ?? 0);
  }
  return withoutPadding(totals, taps, channels);
}

let adder: ProductAdder | undefined;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The input that an output meets with a tap; outside the axis where that is padding. */
function meets(axis: Axis, output: number, tap: number): number {
  return output * axis.stride + tap * axis.dilation - axis.before;
}

/** The outputs that meet no padding with this tap. */
function outputsWithin(axis: Axis, tap: number): { readonly first: number; readonly count: number } {
  const offset = meets(axis, 0, tap);
  const first = Math.max(0, Math.ceil(-offset / axis.stride));
  const end = Math.min(axis.output, Math.floor((axis.input - 1 - offset) / axis.stride) + 1);
  return { first, count: Math.max(0, end - first) };
}

function withoutPadding(totals: Float64Array, taps: number, channels: number): Float32Array {
  const packed = new Float32Array(taps * channels);
  const padded = totals.length / taps;
  for (let tap = 0; tap < taps; tap++) {
    packed.set(totals.subarray(tap * padded, tap * padded + channels), tap * channels);
  }
  return packed;
}
