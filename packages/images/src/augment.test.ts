import { createHash } from 'node:crypto';
import { GraftError, type RgbImage } from '@graftjs/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { augmentImages, type AugmentSpec } from './augment.js';
import { decodeImage } from './decode-image.js';

const picture = smooth(40, 30);
const stripes = { width: 9, height: 7, rgb: Uint8ClampedArray.from({ length: 189 }, (_, i) => (i * 37) % 256) };
const every: AugmentSpec = {
  flip: 'both',
  shift: 0.1,
  zoom: 0.2,
  rotation: 20,
  brightness: 0.1,
  contrast: 0.2,
  views: 12,
};

async function viewsOf(spec: AugmentSpec, seed = 7, id = 'a', input: RgbImage | Blob = picture): Promise<RgbImage[]> {
  const { views, view } = augmentImages(spec);
  return Promise.all(Array.from({ length: views }, (_, at) => view(input, seed, id, at) as Promise<RgbImage>));
}

describe('a view', () => {
  it('0 is the input as it is, the very object', async () => {
    const blob = new Blob(['not even a picture']);
    expect(await augmentImages(every).view(blob, 7, 'a', 0)).toBe(blob);
  });

  it('is decided by seed, id and index alone', async () => {
    const views = await viewsOf(every);
    const { view } = augmentImages(every);
    expect(await view(picture, 7, 'a', 5)).toEqual(views[5]);
    expect(new Set(views.map(({ rgb }) => String(rgb))).size).toBe(12);
    expect(await view(picture, 8, 'a', 5)).not.toEqual(views[5]);
    expect(await view(picture, 7, 'b', 5)).not.toEqual(views[5]);
  });

  it('has the bytes that it always had: caches and resumed runs count on it', async () => {
    const hash = createHash('sha256');
    for (const { rgb } of await viewsOf(every, 7, 'a', stripes)) hash.update(rgb);
    expect(hash.digest('hex')).toBe('69969f93d8ee25542b3248c3bc4a361223b7c733c81e81473b2cf0f1310921f9');
  });

  it('is made again from the spec, which survives JSON', async () => {
    const { spec } = augmentImages({ rotation: 20, views: 3 });
    expect(spec).toEqual({
      flip: 'none',
      shift: 0,
      zoom: 0,
      rotation: 20,
      brightness: 0,
      contrast: 0,
      views: 3,
    });
    const restored = JSON.parse(JSON.stringify(spec)) as AugmentSpec;
    expect(await viewsOf(restored)).toEqual(await viewsOf({ rotation: 20, views: 3 }));
  });

  it('is the decoded picture where every range is 0', async () => {
    for (const view of await viewsOf({ views: 3 })) expect(view).toEqual(picture);
    const blob = await pngOf(picture);
    const [, first] = await viewsOf({ views: 2 }, 7, 'a', blob);
    expect(first).toEqual(await decodeImage(blob));
  });

  it('of a range does not move when another range is changed', async () => {
    const [alone, wider] = [await viewsOf({ rotation: 20 }), await viewsOf({ rotation: 20, brightness: 0.2 })];
    const brighter = (at: number) => wider[at]!.rgb.map((level, i) => Math.abs(level - alone[at]!.rgb[i]!));
    // Brightness alone is one number for all levels, but for rounding.
    for (const at of [1, 2, 3]) expect(Math.max(...brighter(at)) - Math.min(...brighter(at))).toBeLessThanOrEqual(1);
  });

  it('flips in about half of the views, exactly, along the axes asked for', async () => {
    const flipped = String(mirror(picture).rgb);
    const views = (await viewsOf({ flip: 'horizontal', views: 200 })).map(({ rgb }) => String(rgb));
    const count = views.filter((view) => view === flipped).length;
    expect(views.filter((view) => view === String(picture.rgb)).length).toBe(200 - count);
    expect(count).toBeGreaterThan(75);
    expect(count).toBeLessThan(125);
    expect(new Set((await viewsOf({ flip: 'both', views: 60 })).map(({ rgb }) => String(rgb))).size).toBe(4);
    expect(new Set((await viewsOf({ flip: 'vertical', views: 60 })).map(({ rgb }) => String(rgb))).size).toBe(2);
  });

  it('stays within its ranges, and reaches far into them', async () => {
    const grey = { width: 2, height: 2, rgb: new Uint8ClampedArray(12).fill(128) };
    const brightness = (await viewsOf({ brightness: 0.1, views: 300 }, 7, 'a', grey)).map(({ rgb }) => rgb[0]! - 128);
    expect(Math.min(...brightness)).toBeGreaterThanOrEqual(-26);
    expect(Math.max(...brightness)).toBeLessThanOrEqual(26);
    expect(Math.min(...brightness)).toBeLessThan(-22);
    expect(Math.max(...brightness)).toBeGreaterThan(22);

    const step = { width: 1, height: 2, rgb: Uint8ClampedArray.of(78, 78, 78, 178, 178, 178) };
    const contrast = (await viewsOf({ contrast: 0.25, views: 300 }, 7, 'a', step)).map(({ rgb }) => rgb[3]! - rgb[0]!);
    expect(Math.min(...contrast)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...contrast)).toBeLessThanOrEqual(125);
    expect(Math.min(...contrast)).toBeLessThan(83);
    expect(Math.max(...contrast)).toBeGreaterThan(121);
  });

  it('does not drift: over many views the mean level stays', async () => {
    const meanOf = ({ rgb }: RgbImage) => rgb.reduce((sum, level) => sum + level, 0) / rgb.length;
    const views = await viewsOf({ ...every, brightness: 0.05, views: 400 });
    const mean = views.reduce((sum, view) => sum + meanOf(view), 0) / views.length;
    expect(Math.abs(mean - meanOf(picture))).toBeLessThan(2);
  });

  it('leaves the input as it was', async () => {
    const copy = picture.rgb.slice();
    await viewsOf(every);
    expect(picture.rgb).toEqual(copy);
  });

  it('of a file that is no picture says why', async () => {
    await expect(augmentImages(every).view(new Blob(['text']), 7, 'a', 1)).rejects.toMatchObject({
      code: 'unsupported-image',
    });
  });

  it.each([12, -1, 0.5])('%f does not exist', async (index) => {
    await expect(augmentImages(every).view(picture, 7, 'a', index)).rejects.toThrow(
      new GraftError('bad-view', `A view is a whole number from 0 to 11, of 12 views; got ${index}.`),
    );
  });
});

it.each([
  [{ flips: true }, 'unknown-option', 'No option "flips" in image augmentation.'],
  [{ rotate: 5 }, 'unknown-option', 'Did you mean "rotation"?'],
  [{ flip: true }, 'bad-augmentation', 'flip must be one of none, horizontal, vertical, both; got true.'],
  [{ shift: 0.6 }, 'bad-augmentation', 'shift must be a number from 0 to 0.5; got 0.6.'],
  [{ zoom: -0.1 }, 'bad-augmentation', 'zoom must be a number from 0 to 1; got -0.1.'],
  [{ rotation: 181 }, 'bad-augmentation', 'rotation must be a number from 0 to 180; got 181.'],
  [{ rotation: '10' }, 'bad-augmentation', 'got "10".'],
  [{ brightness: NaN }, 'bad-augmentation', 'brightness must be a number from 0 to 1; got NaN.'],
  [{ contrast: Infinity }, 'bad-augmentation', 'contrast must be a number from 0 to 1; got Infinity.'],
  [{ views: 0 }, 'bad-augmentation', 'views must be a whole number from 1 to 1000; got 0.'],
  [{ views: 2.5 }, 'bad-augmentation', 'got 2.5.'],
  [[], 'bad-augmentation', 'the spec must be an object with any of flip, shift'],
])('refuses %j', (spec, code, text) => {
  const act = () => augmentImages(spec as never);
  expect(act).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

function smooth(width: number, height: number): RgbImage {
  const rgb = Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return 128 + 60 * Math.sin(x / (4 + channel)) + 40 * Math.cos(y / (5 - channel));
  });
  return { width, height, rgb };
}

function mirror({ width, height, rgb }: RgbImage): RgbImage {
  const at = (i: number) => (Math.floor(i / 3 / width) * width + width - 1 - (Math.floor(i / 3) % width)) * 3 + (i % 3);
  return { width, height, rgb: rgb.map((_, i) => rgb[at(i)]!) };
}

async function pngOf({ width, height, rgb }: RgbImage): Promise<Blob> {
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return new Blob([new Uint8Array(png)]);
}
