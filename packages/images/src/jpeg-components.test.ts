import sharp from 'sharp';
import { expect, it } from 'vitest';
import { jpegComponents } from './jpeg-components.js';

const picture = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } });

it('tells grey, colour and inks apart', async () => {
  expect(jpegComponents(await picture().toColourspace('b-w').jpeg().toBuffer())).toBe(1);
  expect(jpegComponents(await picture().jpeg().toBuffer())).toBe(3);
  expect(jpegComponents(await picture().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer())).toBe(
    3,
  );
  expect(jpegComponents(await picture().toColourspace('cmyk').jpeg().toBuffer())).toBe(4);
});

it('is not known of a file that ends before it says so', async () => {
  expect(jpegComponents((await picture().jpeg().toBuffer()).subarray(0, 30))).toBeUndefined();
  expect(jpegComponents(Uint8Array.of(0xff, 0xd8, 0xff))).toBeUndefined();
});
