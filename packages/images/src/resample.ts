import type { RgbImage } from '@graftjs/core';

/** 'bilinear' is a triangle, 'bicubic' Catmull-Rom (a = -0.5); both are widened when a picture shrinks (antialiasing). */
export const resizeFilters = ['bilinear', 'bicubic'] as const;
export type ResizeFilter = (typeof resizeFilters)[number];

/** For one axis: which old pixels make each new one, and with which weights. */
export interface Resampling {
  /** New pixels along the axis. */
  readonly length: number;
  /** Weights for each new pixel; the last ones may be 0. */
  readonly taps: number;
  /** The first old pixel of each new one. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** `length * taps`, in units of 2^-22; those of one new pixel add up to about 2^22. */
  readonly weights: Int32Array<ArrayBuffer>;
}

/** As Pillow does it: whole numbers, so that no platform rounds differently. 8 bits of pixel, 22 of weight, 2 for overshoot. */
const WEIGHT_BITS = 22;
const HALF = 1 << (WEIGHT_BITS - 1);

/**
 * The weights that resize one axis.
 *
 * @param size old pixels along the axis
 * @param from where the part to keep begins, in old pixels; need not be whole
 * @param extent how long that part is, in old pixels
 * @param length new pixels
 * @returns undefined where nothing changes
 * @see Pillow, src/libImaging/Resample.c, whose results these are
 */
export function resamplingWeights(
  size: number,
  from: number,
  extent: number,
  length: number,
  filter: ResizeFilter,
): Resampling | undefined {
  if (from === 0 && extent === size && length === size) return undefined;
  const { reach, weigh } = kernels[filter];
  // Pillow keeps the edges of the part as float32.
  const first = Math.fround(from);
  const scale = Math.fround(Math.fround(from + extent) - first) / length;
  const stretch = Math.max(scale, 1);
  const support = reach * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(length);
  const weights = new Int32Array(length * taps);
  for (let to = 0; to < length; to++) {
    const centre = first + (to + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), size);
    const raw = Array.from({ length: end - start }, (_, tap) => weigh((start + tap - centre + 0.5) / stretch));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    raw.forEach((weight, tap) => (weights[to * taps + tap] = roundAway((weight / sum) * (1 << WEIGHT_BITS))));
    starts[to] = start;
  }
  return { length, taps, starts, weights };
}

/** Resizes along x. */
export function resampleColumns(image: RgbImage, columns: Resampling | undefined): RgbImage {
  if (columns === undefined) return image;
  const { length: width, taps, starts, weights } = columns;
  const { height, rgb } = image;
  const out = new Uint8ClampedArray(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = y * image.width;
    for (let x = 0; x < width; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let pixel = (row + (starts[x] as number)) * 3;
      for (let tap = x * taps; tap < (x + 1) * taps; tap++) {
        const weight = weights[tap] as number;
        if (weight === 0) {
          pixel += 3;
          continue;
        }
        red += (rgb[pixel] as number) * weight;
        green += (rgb[pixel + 1] as number) * weight;
        blue += (rgb[pixel + 2] as number) * weight;
        pixel += 3;
      }
      out[to] = red >> WEIGHT_BITS;
      out[to + 1] = green >> WEIGHT_BITS;
      out[to + 2] = blue >> WEIGHT_BITS;
      to += 3;
    }
  }
  return { width, height, rgb: out };
}

/** Resizes along y. */
export function resampleRows(image: RgbImage, rows: Resampling | undefined): RgbImage {
  if (rows === undefined) return image;
  const { length: height, taps, starts, weights } = rows;
  const { width, rgb } = image;
  const stride = width * 3;
  const out = new Uint8ClampedArray(stride * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[y * taps + tap] as number;
      if (weight === 0) continue;
      const row = ((starts[y] as number) + tap) * stride;
      for (let i = 0; i < stride; i++) sums[i] = (sums[i] as number) + (rgb[row + i] as number) * weight;
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) out[to + i] = (sums[i] as number) >> WEIGHT_BITS;
  }
  return { width, height, rgb: out };
}

const kernels: Readonly<Record<ResizeFilter, { readonly reach: number; readonly weigh: (x: number) => number }>> = {
  bilinear: { reach: 1, weigh: (x) => Math.max(1 - Math.abs(x), 0) },
  bicubic: {
    reach: 2,
    weigh(signed) {
      const a = -0.5;
      const x = Math.abs(signed);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
};

/** To the nearest whole number, halves away from zero, as Pillow rounds its weights. */
function roundAway(value: number): number {
  return value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5);
}
