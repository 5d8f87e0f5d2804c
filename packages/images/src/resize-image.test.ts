import type { RgbImage } from '@graftjs/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resizeImage, type ResizeMode } from './resize-image.js';

interface Case {
  readonly name: string;
  readonly input: { readonly width: number; readonly height: number; readonly rgb: string };
  readonly width: number;
  readonly height: number;
  readonly bilinear: string;
  readonly bicubic: string;
}
// Made by tools/reference/pillow_resize.py: Pillow's resize and ImageOps.fit.
const fixture = JSON.parse(readFileSync(new URL('../fixtures/pillow-resize.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly fits: readonly Case[];
};
const pixels = (base64: string) => new Uint8ClampedArray(Buffer.from(base64, 'base64'));
const grey = (width: number, height: number, value: (x: number, y: number) => number): RgbImage => ({
  width,
  height,
  rgb: Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) =>
    value(Math.floor(i / 3) % width, Math.floor(i / 3 / width)),
  ),
});

describe.each([
  { resize: 'squash', cases: fixture.cases },
  { resize: 'crop', cases: fixture.fits },
] as { resize: ResizeMode; cases: readonly Case[] }[])('$resize', ({ resize, cases }) => {
  it.each(cases)("gives Pillow's pixels: $name", ({ input, width, height, ...expected }) => {
    for (const filter of ['bilinear', 'bicubic'] as const) {
      const image = { ...input, rgb: pixels(input.rgb) };
      const resized = resizeImage(image, { width, height, resize, filter });
      expect(resized).toEqual({ width, height, rgb: pixels(expected[filter]) });
    }
  });
});

it('squashes bilinearly where nothing else is said', () => {
  const image = grey(9, 4, (x, y) => x * 20 + y);
  const said = resizeImage(image, { width: 3, height: 3, resize: 'squash', filter: 'bilinear' });
  expect(resizeImage(image, { width: 3, height: 3 })).toEqual(said);
});

it('returns the same picture where there is nothing to do', () => {
  const image = grey(5, 4, (x) => x);
  expect(resizeImage(image, { width: 5, height: 4, filter: 'bicubic' })).toBe(image);
  expect(resizeImage(image, { width: 5, height: 4, resize: 'crop' })).toBe(image);
});

it('keeps an even colour, whatever the sizes', () => {
  const image = grey(301, 77, () => 200);
  for (const filter of ['bilinear', 'bicubic'] as const) {
    for (const size of [1, 2, 224, 500]) {
      expect(new Set(resizeImage(image, { width: size, height: size, filter }).rgb)).toEqual(new Set([200]));
    }
  }
});

it('crops the middle', () => {
  const image = grey(30, 10, (x) => (x >= 10 && x < 20 ? 255 : 0));
  expect(new Set(resizeImage(image, { width: 10, height: 10, resize: 'crop' }).rgb)).toEqual(new Set([255]));
});

it('averages when it shrinks, so that fine stripes turn grey and not into new stripes', () => {
  const stripes = grey(1000, 8, (x) => (x % 2 === 0 ? 0 : 255));
  for (const value of resizeImage(stripes, { width: 50, height: 8 }).rgb)
    expect(Math.abs(value - 127.5)).toBeLessThan(8);
});

it('leaves the original alone', () => {
  const image = grey(16, 16, (x, y) => x * y);
  const before = image.rgb.slice();
  resizeImage(image, { width: 7, height: 9, filter: 'bicubic', resize: 'crop' });
  expect(image.rgb).toEqual(before);
});

it.each([
  [{ width: 0, height: 4 }, 'bad-size', 'The width to resize to is a whole number of pixels from 1; got 0.'],
  [{ width: 4, height: 2.5 }, 'bad-size', 'The height to resize to is a whole number of pixels from 1; got 2.5.'],
  [
    { width: 4, height: 4, resize: 'crpo' },
    'unknown-resize',
    'No resize "crpo". Use one of: squash, crop. Did you mean "crop"?',
  ],
  [
    { width: 4, height: 4, filter: 'cubic' },
    'unknown-filter',
    'No filter "cubic". Use one of: bilinear, bicubic. Did you mean "bicubic"?',
  ],
])('refuses %j', (options, code, message) => {
  expect(() =>
    resizeImage(
      grey(2, 2, () => 0),
      options as never,
    ),
  ).toThrow(expect.objectContaining({ code, message }));
});
