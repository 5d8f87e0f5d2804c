import { GraftError, listNearest, type RgbImage } from '@graftjs/core';
import { resampleColumns, resampleRows, resamplingWeights, resizeFilters, type ResizeFilter } from './resample.js';

/** 'squash' changes the aspect ratio; 'crop' takes the largest centred part that has the target's. */
export const resizeModes = ['squash', 'crop'] as const;
export type ResizeMode = (typeof resizeModes)[number];

export interface ResizeOptions {
  /** In pixels, 1 or more. */
  readonly width: number;
  /** In pixels, 1 or more. */
  readonly height: number;
  /** Default 'squash'. */
  readonly resize?: ResizeMode;
  /** Default 'bilinear'. */
  readonly filter?: ResizeFilter;
}

/**
 * Resizes with antialiasing, in whole numbers: every machine and every browser gives the same pixels, those of Pillow
 * up to 12 ('squash' is its `resize`, 'crop' its `ImageOps.fit`). Pillow 13 sometimes resizes rows before columns, which rounds a little differently.
 *
 * @returns a new picture, or `image` itself where there is nothing to do
 * @throws GraftError 'bad-size', 'unknown-resize', 'unknown-filter'
 */
export function resizeImage(image: RgbImage, options: ResizeOptions): RgbImage {
  const { width, height, resize = 'squash', filter = 'bilinear' } = options;
  for (const [name, value] of Object.entries({ width, height })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new GraftError(
      'bad-size',
      `The ${name} to resize to is a whole number of pixels from 1; got ${String(value)}.`,
    );
  }
  checkName('resize', resize, resizeModes);
  checkName('filter', filter, resizeFilters);
  const part = resize === 'crop' ? centredPart(image, width / height) : { left: 0, top: 0, ...image };
  const across = resamplingWeights(image.width, part.left, part.width, width, filter);
  const down = resamplingWeights(image.height, part.top, part.height, height, filter);
  return resampleRows(resampleColumns(image, across), down);
}

/**
 * Refuses a name that is not in the list.
 *
 * @throws GraftError 'unknown-resize', 'unknown-filter', 'unknown-channels'
 */
export function checkName<Name extends string>(
  what: 'resize' | 'filter' | 'channels',
  name: unknown,
  allowed: readonly Name[],
): asserts name is Name {
  if (allowed.some((known) => known === name)) return;
  const nearest = listNearest(String(name), allowed, 1).join();
  throw new GraftError(
    `unknown-${what}`,
    `No ${what} "${String(name)}". Use one of: ${allowed.join(', ')}. Did you mean "${nearest}"?`,
  );
}

/** The largest centred part of an aspect ratio; its edges need not fall on pixels. */
function centredPart({ width, height }: RgbImage, ratio: number) {
  const partWidth = width / height >= ratio ? ratio * height : width;
  const partHeight = width / height >= ratio ? height : width / ratio;
  return { left: (width - partWidth) / 2, top: (height - partHeight) / 2, width: partWidth, height: partHeight };
}
