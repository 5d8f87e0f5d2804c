import sharp from 'sharp';
import { expect, it } from 'vitest';
import { isWhole } from './is-whole.js';

const noise = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * i * 7919) >> 3);
const picture = sharp(noise, { raw: { width: 64, height: 48, channels: 3 } });

it.each([
  ['JPEG', { quality: 100 }],
  ['JPEG', { progressive: true }],
  ['JPEG', { chromaSubsampling: '4:4:4', optimiseCoding: false }],
  ['PNG', {}],
  ['PNG', { progressive: true }],
  ['WebP', { lossless: true }],
  ['WebP', { quality: 50 }],
] as const)('knows whether a %s (%j) is all there', async (format, options) => {
  const name = format.toLowerCase() as 'jpeg' | 'png' | 'webp';
  const bytes = await picture.clone().toFormat(name, options).toBuffer();
  expect(isWhole(bytes, format)).toBe(true);
  const withVideo = Buffer.concat([bytes, Buffer.from('ftypmp42')]);
  expect(isWhole(withVideo, format)).toBe(true);
  for (let length = 0; length < bytes.length - 1; length += 97) {
    expect(isWhole(bytes.subarray(0, length), format), `${length} of ${bytes.length}`).toBe(false);
  }
});

it('does not take the end of a thumbnail for the end', () => {
  const thumbnail = [0xff, 0xd8, 0xff, 0xd9];
  const exif = [0xff, 0xe1, 0, 2 + thumbnail.length, ...thumbnail];
  const scan = [0xff, 0xda, 0, 2, 0x12, 0xff, 0x00, 0xff, 0xd0, 0x34];
  expect(isWhole(Uint8Array.of(0xff, 0xd8, ...exif, ...scan), 'JPEG')).toBe(false);
  expect(isWhole(Uint8Array.of(0xff, 0xd8, ...exif, ...scan, 0xff, 0xff, 0xd9), 'JPEG')).toBe(true);
});
