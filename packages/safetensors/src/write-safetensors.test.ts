import { readFileSync } from 'node:fs';
import type { HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { readSafetensors } from './read-safetensors.js';
import { writeSafetensors } from './write-safetensors.js';

// tools/reference/safetensors_file.py
const fromPython = new Uint8Array(readFileSync(new URL('../fixtures/python-safetensors.safetensors', import.meta.url)));

const float32 = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

it('writes the very bytes that the Python implementation writes', () => {
  const { tensors, metadata } = readSafetensors(fromPython);
  expect(writeSafetensors(tensors, metadata)).toEqual(fromPython);
});

it('writes the same bytes whatever the order of tensors and metadata', () => {
  const { tensors } = readSafetensors(fromPython);
  const metadata = new Map([['b', '2'], ['a', '"1"\n']]); // prettier-ignore
  const bytes = writeSafetensors(tensors, metadata);
  const reversed = writeSafetensors(new Map([...tensors].reverse()), new Map([...metadata].reverse()));
  expect(reversed).toEqual(bytes);
  expect([...readSafetensors(bytes).metadata]).toEqual([['a', '"1"\n'], ['b', '2']]); // prettier-ignore
});

it('brings a file back byte for byte after reading and writing', () => {
  const file = writeSafetensors(new Map([['x', float32(1, 2)], ['', float32()]]), new Map([['k', 'ü']])); // prettier-ignore
  const { tensors, metadata } = readSafetensors(file);
  expect(writeSafetensors(tensors, metadata)).toEqual(file);
});

it('keeps the bits of every NaN', () => {
  const bits = Uint32Array.of(0x7fc00001, 0xffc12345, 0x7f800001);
  const value: HostTensor = { dtype: 'float32', shape: [3], data: new Float32Array(bits.buffer) };
  const read = readSafetensors(writeSafetensors(new Map([['nan', value]]))).tensors.get('nan');
  expect(new Uint32Array(read!.data.buffer)).toEqual(bits);
});

it('writes known bytes: the length, the padded header, the values, little-endian', () => {
  const json = '{"__metadata__":{"a":"b"},"x":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}';
  const file = writeSafetensors(
    new Map([['x', { dtype: 'int32', shape: [2], data: Int32Array.of(1, -2) }]]),
    new Map([['a', 'b']]),
  );
  expect([...file.subarray(0, 8)]).toEqual([80, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(file.subarray(8, 88))).toBe(json.padEnd(80));
  expect([...file.subarray(88)]).toEqual([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
});

it('writes only the part of a buffer that a tensor looks at', () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const read = readSafetensors(writeSafetensors(new Map([['x', { dtype: 'float32', shape: [2], data }]])));
  expect(read.tensors.get('x')?.data).toEqual(Float32Array.of(2, 3));
});

it.each([
  ['a tensor __proto__', '__proto__', [1], 'safetensors-forbidden-key', '"__proto__" cannot be a tensor name'],
  ['a tensor __metadata__', '__metadata__', [1], 'safetensors-forbidden-key', '"__metadata__" cannot be a tensor name'],
  ['a shape that does not fit', 'x', [2], 'safetensors-size', 'Tensor "x" of shape [2] needs 2 values; it has 1'],
  ['a fractional length', 'x', [0.5, 2], 'safetensors-number', 'Tensor "x" has the shape [0.5, 2]'],
  ['negative lengths', 'x', [-1, -1], 'safetensors-number', 'Tensor "x" has the shape [-1, -1]'],
])('refuses to write %s', (_, name, shape, code, message) => {
  const value: HostTensor = { dtype: 'float32', shape, data: Float32Array.of(1) };
  expect(() => writeSafetensors(new Map([[name, value]]))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

it('refuses to write metadata __proto__, or a header that could not be read again', () => {
  expect(() => writeSafetensors(new Map(), new Map([['__proto__', 'x']]))).toThrow(
    expect.objectContaining({
      code: 'safetensors-forbidden-key',
      message: expect.stringContaining('cannot be a metadata name'),
    }),
  );
  expect(() => writeSafetensors(new Map(), new Map([['a', 'x'.repeat(10_000_000)]]))).toThrow(
    expect.objectContaining({
      code: 'safetensors-header-size',
      message: expect.stringContaining('a safetensors header may have at most 10000000'),
    }),
  );
});
