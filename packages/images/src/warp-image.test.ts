import { describe, expect, it } from 'vitest';
import golden from '../fixtures/scipy-warp.json' with { type: 'json' };
import { warpImage, type Warp } from './warp-image.js';

const still: Warp = { flipX: false, flipY: false, rotation: 0, zoom: 1, shiftX: 0, shiftY: 0 };
const { width, height } = golden;
const picture = { width, height, rgb: bytesOf(golden.rgb) };

describe('as scipy.ndimage.affine_transform does it', () => {
  it.each(golden.cases)('$name', ({ warp, rgb }) => {
    const expected = bytesOf(rgb);
    const got = warpImage(picture, warp);
    expect([got.width, got.height]).toEqual([width, height]);
    const off = got.rgb.map((level, i) => Math.abs(level - expected[i]!));
    // Positions are settled to a millionth of a pixel, so a level at a half may round the other way.
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(off.filter((by) => by > 0).length).toBeLessThan(0.01 * off.length);
  });
});

it('gives back the picture itself where nothing moves', () => {
  expect(warpImage(picture, still)).toBe(picture);
});

it('flips exactly, and back again', () => {
  const flipped = warpImage(picture, { ...still, flipX: true });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) expect(pixel(flipped, x, y)).toEqual(pixel(picture, width - 1 - x, y));
  }
  expect(warpImage(flipped, { ...still, flipX: true })).toEqual(picture);
  expect(warpImage(warpImage(picture, { ...still, flipY: true }), { ...still, rotation: 180 })).toEqual(flipped);
});

it('turns clockwise and shifts to the right and down, by whole pixels without blur', () => {
  const square = { width: 3, height: 3, rgb: new Uint8ClampedArray(27) };
  square.rgb.set([200, 100, 50], 3);
  const turned = warpImage(square, { ...still, rotation: 90 });
  expect(pixel(turned, 2, 1)).toEqual([200, 100, 50]);
  const shifted = warpImage(square, { ...still, shiftX: 1 / 3, shiftY: 1 / 3 });
  expect(pixel(shifted, 2, 1)).toEqual([200, 100, 50]);
});

it('works on a single pixel', () => {
  const one = { width: 1, height: 1, rgb: Uint8ClampedArray.of(1, 2, 3) };
  expect(warpImage(one, { ...still, rotation: 33, zoom: 0.5, shiftX: 0.4 })).toEqual(one);
});

function pixel(image: { width: number; rgb: Uint8ClampedArray }, x: number, y: number): number[] {
  const at = (y * image.width + x) * 3;
  return [...image.rgb.subarray(at, at + 3)];
}

function bytesOf(base64: string): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(Buffer.from(base64, 'base64'));
}
