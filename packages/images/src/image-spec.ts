import { GraftError, checkOptionNames, type Json } from '@graftjs/core';
import type { ResizeFilter } from './resample.js';
import { resizeFilters } from './resample.js';
import { checkName, resizeModes, type ResizeMode } from './resize-image.js';

/** What the last axis of a network's input holds: three colours in either order, or one level of brightness. */
const channelOrders = ['rgb', 'bgr', 'grey'] as const;

/** How pictures become a network's input: decoded, resized, then `(level - mean) / std` on levels from 0 to 255. */
export type ImageSpec = {
  /** The network input that is fed: `[batch, height, width, 3]`, of grey `[batch, height, width, 1]`. */
  readonly input: string;
  /** In pixels, 1 to 8192. */
  readonly width: number;
  /** In pixels, 1 to 8192. */
  readonly height: number;
  /** Default 'squash'. */
  readonly resize?: ResizeMode;
  /** Default 'bilinear'. */
  readonly filter?: ResizeFilter;
  /** 'grey' is the luma of ITU-R 601-2, rounded as Pillow's mode L. Default 'rgb'. */
  readonly channels?: (typeof channelOrders)[number];
  /** One number, or one each for red, green and blue whatever the order of the channels; of grey one number. */
  readonly mean: number | readonly [number, number, number];
  /** Above 0; as many numbers as `mean` may have. */
  readonly std: number | readonly [number, number, number];
};

const keys = ['input', 'width', 'height', 'resize', 'filter', 'channels', 'mean', 'std'] as const;
const LARGEST_SIDE = 8192;

/**
 * Checks a spec from anywhere, and writes out its defaults.
 *
 * @throws GraftError 'bad-image-spec', 'unknown-option', 'unknown-resize', 'unknown-filter', 'unknown-channels'
 */
export function checkImageSpec(spec: Json): Required<ImageSpec> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw bad('The spec', spec, `an object with ${keys.join(', ')}`);
  }
  const values = spec as { readonly [key: string]: Json };
  checkOptionNames(values, keys, 'in image preprocessing');
  const { input, width, height, resize = 'squash', filter = 'bilinear', channels = 'rgb', mean, std } = values;
  if (typeof input !== 'string' || input === '') throw bad('input', input, 'the name of a network input');
  if (!isSide(width)) throw bad('width', width, `a whole number from 1 to ${LARGEST_SIDE}`);
  if (!isSide(height)) throw bad('height', height, `a whole number from 1 to ${LARGEST_SIDE}`);
  checkName('resize', resize, resizeModes);
  checkName('filter', filter, resizeFilters);
  checkName('channels', channels, channelOrders);
  const several = channels === 'grey' ? ', since grey is one channel' : ', or three of them';
  if (!isPerChannel(mean, channels, Number.isFinite)) throw bad('mean', mean, `a number${several}`);
  if (!isPerChannel(std, channels, isAboveZero)) throw bad('std', std, `a number above 0${several}`);
  return { input, width, height, resize, filter, channels, mean, std };
}

function isSide(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= LARGEST_SIDE;
}

function isAboveZero(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isPerChannel(
  value: Json | undefined,
  channels: ImageSpec['channels'],
  isGood: (value: number) => boolean,
): value is ImageSpec['mean'] {
  if (channels === 'grey' && typeof value !== 'number') return false;
  const numbers = typeof value === 'number' ? [value, value, value] : value;
  return Array.isArray(numbers) && numbers.length === 3 && numbers.every((n) => typeof n === 'number' && isGood(n));
}

function bad(what: string, value: Json | undefined, wanted: string): GraftError {
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  return new GraftError('bad-image-spec', `Image preprocessing: ${what} must be ${wanted}; got ${got}.`);
}
