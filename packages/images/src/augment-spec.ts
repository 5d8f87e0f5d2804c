import { GraftError, checkOptionNames, type Json } from '@graftjs/core';

export const flips = ['none', 'horizontal', 'vertical', 'both'] as const;

/** What the views of a picture may differ in. A range of 0, the default of each, leaves that as it is. */
export type AugmentSpec = {
  /** Mirrors left and right, or top and bottom, in every other view on average. Default 'none'. */
  readonly flip?: (typeof flips)[number];
  /** To either side, up and down, by at most this fraction of width and height: 0 to 0.5. */
  readonly shift?: number;
  /** From `1 / (1 + zoom)` to `1 + zoom` times as large, 0 to 1; as often smaller as larger. */
  readonly zoom?: number;
  /** By at most so many degrees, either way: 0 to 180. */
  readonly rotation?: number;
  /** Lighter or darker by at most this fraction of 255 levels: 0 to 1. */
  readonly brightness?: number;
  /** From `1 / (1 + contrast)` to `1 + contrast` times the distance from the picture's mean level, 0 to 1. */
  readonly contrast?: number;
  /** How many views there are of each picture, itself included, which is the first: 1 to 1000. Default 8. */
  readonly views?: number;
};

/** The largest value of each range. */
const ranges = { shift: 0.5, zoom: 1, rotation: 180, brightness: 1, contrast: 1 } as const;
const keys = ['flip', ...Object.keys(ranges), 'views'];
const MOST_VIEWS = 1000;

/**
 * Checks a spec from anywhere, and writes out its defaults.
 *
 * @throws GraftError 'unknown-option', 'bad-augmentation'
 */
export function checkAugmentSpec(spec: Json): Required<AugmentSpec> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw bad('the spec', `an object with any of ${keys.join(', ')}`, spec);
  }
  const values = spec as { readonly [key: string]: Json };
  checkOptionNames(values, keys, 'in image augmentation');
  const { flip = 'none', views = 8 } = values;
  if (!flips.some((known) => known === flip)) throw bad('flip', `one of ${flips.join(', ')}`, flip);
  if (typeof views !== 'number' || !Number.isSafeInteger(views) || views < 1 || views > MOST_VIEWS) {
    throw bad('views', `a whole number from 1 to ${MOST_VIEWS}`, views);
  }
  const range = (name: keyof typeof ranges): number => {
    const value = values[name] ?? 0;
    if (typeof value === 'number' && value >= 0 && value <= ranges[name]) return value;
    throw bad(name, `a number from 0 to ${ranges[name]}`, value);
  };
  return {
    flip: flip as (typeof flips)[number],
    shift: range('shift'),
    zoom: range('zoom'),
    rotation: range('rotation'),
    brightness: range('brightness'),
    contrast: range('contrast'),
    views,
  };
}

function bad(what: string, wanted: string, value: Json): GraftError {
  const got = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new GraftError('bad-augmentation', `Image augmentation: ${what} must be ${wanted}; got ${got}.`);
}
