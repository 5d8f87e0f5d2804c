import sharp from 'sharp';
import { expect, it } from 'vitest';
import pillow from '../fixtures/pillow-pictures.json' with { type: 'json' };
import { plainPng } from './plain-png.js';

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const pngs = pillow.cases.filter(({ name }) => name.includes('PNG'));

it.each(pngs)('takes from a $name what it says of screens, and no pixel', async ({ file, rgb }) => {
  const plain = Buffer.concat(plainPng(bytesOf(file)));
  for (const name of ['gAMA', 'cHRM', 'cICP']) expect(plain.includes(name)).toBe(false);
  expect((await sharp(plain).toColourspace('srgb').raw().toBuffer()).toString('base64')).toBe(rgb);
});

it('gives back a file that says nothing of them, and a damaged one, whole', async () => {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  expect(Buffer.concat(plainPng(Uint8Array.from(png)))).toEqual(png);
  expect(Buffer.concat(plainPng(Uint8Array.from(png.subarray(0, 50))))).toEqual(png.subarray(0, 50));
});
