import { unzipSync } from 'fflate';
import { parse } from 'npyjs';
import { expect, it } from 'vitest';
import { encodeNpz } from './npz.js';

const arrays = new Map([
  ['features', { data: Float32Array.of(1, 2, 3, 4, 5, 6.5), shape: [2, 3] }],
  ['labels', { data: Int32Array.of(1, 0), shape: [2] }],
  ['files', { data: ['a.jpg', 'größe 😀.png'], shape: [2] }],
]);

it('writes arrays that come back with their type, shape and values', () => {
  const files = unzipSync(encodeNpz(arrays));
  expect(Object.keys(files)).toEqual(['features.npy', 'labels.npy', 'files.npy']);
  const features = parse(files['features.npy']!.slice().buffer);
  expect(features).toMatchObject({ dtype: 'f4', shape: [2, 3], fortranOrder: false });
  expect(features.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6.5));
  expect(parse(files['labels.npy']!.slice().buffer)).toMatchObject({ dtype: 'i4', shape: [2] });
});

it('writes text as numpy does: one little-endian code point of 32 bits a character, as wide as the longest', () => {
  const bytes = unzipSync(encodeNpz(arrays))['files.npy']!;
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, 10 + headerLength));
  expect(header.slice(1, 6)).toBe('NUMPY');
  expect(header).toMatch(/'descr':'<U11'.*'shape':\(2,\)/);
  const codes = new Uint32Array(bytes.slice(10 + headerLength).buffer);
  const texts = [codes.subarray(0, 11), codes.subarray(11)].map((row) => String.fromCodePoint(...row.filter(Boolean)));
  expect(codes).toHaveLength(22);
  expect(texts).toEqual(['a.jpg', 'größe 😀.png']);
});

it('writes the same bytes twice', () => {
  expect(encodeNpz(arrays)).toEqual(encodeNpz(arrays));
});
