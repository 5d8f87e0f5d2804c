import { expect, it } from 'vitest';
import pillow from '../fixtures/pillow-pictures.json' with { type: 'json' };
import { liftOrientation } from './webp-orientation.js';

const files = pillow.cases.filter(({ name }) => name.startsWith('WebP'));
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
/** A WebP of nothing but EXIF. */
const withExif = (...exif: number[]) =>
  Uint8Array.from([...Buffer.from('RIFF\0\0\0\0WEBPEXIF'), exif.length, 0, 0, 0, ...exif]);

it.each(files)('reads it from a $name and hides it', ({ name, file }) => {
  const bytes = bytesOf(file);
  const lifted = liftOrientation(bytes);
  expect(lifted.orientation).toBe(Number(name.at(-1)));
  expect(liftOrientation(lifted.bytes)).toEqual({ orientation: 1, bytes: lifted.bytes });
  expect(bytes).toEqual(bytesOf(file));
});

it('reads both orders of bytes, with the start that a JPEG has and without', () => {
  const big = [...Buffer.from('MM\0*'), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0];
  const little = [...Buffer.from('II*\0'), 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0];
  expect(liftOrientation(withExif(...big)).orientation).toBe(8);
  expect(liftOrientation(withExif(...little)).orientation).toBe(6);
  expect(liftOrientation(withExif(...Buffer.from('Exif\0\0'), ...big)).orientation).toBe(8);
});

it('takes for upright what is damaged, or tells nothing', () => {
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0];
  for (const exif of [
    [],
    [...Buffer.from('MM\0*')],
    [...Buffer.from('MM\0*'), 255, 255, 255, 255],
    [...Buffer.from('MM\0*'), 0, 0, 0, 8, 0, 5],
    [...Buffer.from('MM\0*'), 0, 0, 0, 8, 0, 1, ...entry],
  ]) {
    expect(liftOrientation(withExif(...exif)).orientation).toBe(1);
  }
});
