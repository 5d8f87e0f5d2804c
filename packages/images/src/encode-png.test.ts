import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodePng } from './encode-png.js';

const image = { width: 4, height: 2, rgb: Uint8ClampedArray.from({ length: 24 }, (_, at) => at * 10) };

it('keeps every pixel', async () => {
  const { data, info } = await sharp(await encodePng(image))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ format: 'raw', width: 4, height: 2, channels: 3 });
  expect([...data]).toEqual([...image.rgb]);
});

it('makes large pictures smaller, and small ones no larger', async () => {
  expect(await sharp(await encodePng(image, { within: 2 })).metadata()).toMatchObject({ width: 2, height: 1 });
  expect(await sharp(await encodePng(image, { within: 9 })).metadata()).toMatchObject({ width: 4, height: 2 });
});
