import { deflateRawSync, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { inflate } from './inflate.js';

const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 7);
const zlib = new Uint8Array(deflateSync(bytes));
const raw = new Uint8Array(deflateRawSync(bytes));

it('unpacks with and without a head', async () => {
  expect(await inflate(zlib, 'deflate', 1000, 'it')).toEqual(bytes);
  expect(await inflate(raw, 'deflate-raw', 1000, 'it')).toEqual(bytes);
});

it.each([
  ['what holds more than it declares', zlib, 999, 'more than the 999 bytes that it declares come out'],
  ['what holds less', zlib, 1001, '1000 bytes come out instead of 1001'],
  ['what is cut short', zlib.slice(0, 10), 1000, 'The chunk "conv" cannot be unpacked: '],
  ['what is not packed', bytes, 1000, 'The file is damaged.'],
])('refuses %s', async (_, packed, length, text) => {
  await expect(inflate(packed, 'deflate', length, 'The chunk "conv"')).rejects.toMatchObject({
    code: 'bad-compression',
    message: expect.stringContaining(text) as string,
  });
});
