import { GraftError, listNearest, type Json } from '@graftjs/core';
import type { ResizeFilter } from './resample.js';
import { resizeFilters } from './resample.js';
import { checkName, resizeModes, type ResizeMode } from './resize-image.js';

/** How pictures become a network's input: decoded, resized, then `(rgb - mean) / std` on levels from 0 to 255. */
export type ImageSpec = {
  /** The network input that is fed: `[batch, height, width, 3]`. */
  readonly input: string;
  /** In pixels, 1 to 8192. */
  readonly width: number;
  /** In pixels, 1 to 8192. */
  readonly height: number;
  /** Default 'squash'. */
  readonly resize?: ResizeMode;
  /** Default 'bilinear'. */
  readonly filter?: ResizeFilter;
  /** One number, or one each for red, green and blue. */
  readonly mean: number | readonly [number, number, number];
  /** Above 0; one number, or one each for red, green and blue. */
  readonly std: number | readonly [number, number, number];
};

const keys = ['input', 'width', 'height', 'resize', 'filter', 'mean', 'std'] as const;
const LARGEST_SIDE = 8192;

/**
 * Checks a spec from anywhere, and writes out its defaults.
 *
 * @throws GraftError 'bad-image-spec', 'unknown-option', 'unknown-resize', 'unknown-filter'
 */
export function checkImageSpec(spec: Json): Required<ImageSpec> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw bad('The spec', spec, `an object with ${keys.join(', ')}`);
  }
  const values = spec as { readonly [key: string]: Json };
  for (const key of Object.keys(values)) {
    if (keys.some((known) => known === key)) continue;
    const nearest = listNearest(key, keys, 1).join();
    throw new GraftError(
      'unknown-option',
      `No option "${key}" in image preprocessing. Use: ${keys.join(', ')}. Did you mean "${nearest}"?`,
    );
  }
  const { input, width, height, resize = 'squash', filter = 'bilinear', mean, std } = values;
  if (typeof input !== 'string' || input === '') throw bad('input', input, 'the name of a network input');
  if (!isSide(width)) throw bad('width', width, `a whole number from 1 to ${LARGEST_SIDE}`);
  if (!isSide(height)) throw bad('height', height, `a whole number from 1 to ${LARGEST_SIDE}`);
  checkName('resize', resize, resizeModes);
  checkName('filter', filter, resizeFilters);
  if (!isPerChannel(mean, Number.isFinite)) throw bad('mean', mean, 'a number, or three of them');
  if (!isPerChannel(std, isAboveZero)) throw bad('std', std, 'a number above 0, or three of them');
  return { input, width, height, resize, filter, mean, std };
}

function isSide(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= LARGEST_SIDE;
}

function isAboveZero(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isPerChannel(value: Json | undefined, isGood: (value: number) => boolean): value is ImageSpec['mean'] {
  const numbers = typeof value === 'number' ? [value, value, value] : value;
  return Array.isArray(numbers) && numbers.length === 3 && numbers.every((n) => typeof n === 'number' && isGood(n));
}

function bad(what: string, value: Json | undefined, wanted: string): GraftError {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  return new GraftError('bad-image-spec', `Image preprocessing: ${what} must be ${wanted}; got ${got}.`);
}
