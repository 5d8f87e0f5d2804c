import { readFileSync } from 'node:fs';
import { GraftError } from '@graftjs/core';
import { expect, it } from 'vitest';
import { MAX_HEADER_BYTES, readSafetensors } from './read-safetensors.js';

// tools/reference/safetensors_file.py
const fromPython = new Uint8Array(readFileSync(new URL('../fixtures/python-safetensors.safetensors', import.meta.url)));

const text = (value: string) => new TextEncoder().encode(value);

function file(header: string | Uint8Array, data = 0, length?: bigint): Uint8Array {
  const encoded = typeof header === 'string' ? text(header) : header;
  const bytes = new Uint8Array(8 + encoded.length + data);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  return bytes;
}

const entry = (shape: string, offsets: string, dtype = '"F32"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const one = (shape: string, offsets: string, dtype?: string, data = 4) =>
  file(`{"a":${entry(shape, offsets, dtype)}}`, data);
const two = (first: string, second: string, data: number) => file(`{"a":${first},"b":${second}}`, data);

// prettier-ignore
const bad: readonly (readonly [what: string, bytes: Uint8Array, code: string, message: string])[] = [
  // Before the header
  ['an empty file', new Uint8Array(0), 'safetensors-truncated', 'this one has 0 bytes in all'],
  ['seven bytes', new Uint8Array(7), 'safetensors-truncated', 'this one has 7 bytes in all'],
  ['a header of no bytes', file('', 0), 'safetensors-header-size', 'header is 0 bytes long; it must be 2 to 10000000'],
  ['a header of one byte', file('{', 0), 'safetensors-header-size', 'header is 1 bytes long'],
  ['a header beyond the file', file('{}', 0, 3n), 'safetensors-truncated', 'should be 3 bytes long, but only 2 bytes follow'],
  ['a header over 10 MB', file(`{}${' '.repeat(MAX_HEADER_BYTES)}`), 'safetensors-header-size', 'header is 10000002 bytes long'],
  ['a header length of 2^64 - 1', file('{}', 0, 2n ** 64n - 1n), 'safetensors-header-size', 'is 18446744073709551615 bytes long'],
  ['a header length just over 2^53', file('{}', 0, 2n ** 53n + 1n), 'safetensors-header-size', 'is 9007199254740993 bytes long'],
  ['a picture', text('\u0000PNG\r\n\u001a\n and so on'), 'safetensors-header-size', 'Is this a safetensors file?'],

  // Text
  ['invalid UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x7b, 0x7d, 0x7d)), 'safetensors-encoding', 'not valid UTF-8'],
  ['overlong UTF-8', file(Uint8Array.of(0x7b, 0xc0, 0xa2, 0x7d)), 'safetensors-encoding', 'not valid UTF-8'],
  ['UTF-16', file(Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)), 'safetensors-encoding', 'not valid UTF-8'],
  ['a byte order mark', file('\ufeff{}'), 'safetensors-json', 'not valid JSON'],

  // JSON
  ['no JSON', file('hello'), 'safetensors-json', 'The safetensors header is not valid JSON: Unexpected token'],
  ['zeros', file('\0\0\0\0'), 'safetensors-json', 'not valid JSON'],
  ['JSON cut short', file('{"a":{"dtype"'), 'safetensors-json', 'not valid JSON'],
  ['two JSON values', file('{}{}'), 'safetensors-json', 'not valid JSON'],
  ['a comment', file('{/* */}'), 'safetensors-json', 'not valid JSON'],
  ['a trailing comma', file('{"a":{},}'), 'safetensors-json', 'not valid JSON'],
  ['NaN', one('[NaN]', '[0,4]'), 'safetensors-json', 'not valid JSON'],
  ['a line break in a name', file('{"a\nb":{}}'), 'safetensors-json', 'not valid JSON'],
  ['a list', file('[]'), 'safetensors-json', 'header is a list; it must be a JSON object'],
  ['null', file('null'), 'safetensors-json', 'header is null; it must be a JSON object'],
  ['a string', file('"ab"'), 'safetensors-json', 'header is "ab"; it must be a JSON object'],
  ['lists in lists in lists', file(`${'['.repeat(4e6)}${']'.repeat(4e6)}`), 'safetensors-json', 'header is a list'],
  ['objects in objects in objects', file(`${'{"a":'.repeat(1e6)}1${'}'.repeat(1e6)}`), 'safetensors-json', 'header nests objects more than 8 deep'],
  ['one key twice with a space before the colon', file('{"a" :{},"a"\t:{}}'), 'safetensors-duplicate-key', 'has the key "a" twice'],
  ['one key twice after a quote in a name', file('{"b\\"{":{},"a":{},"a":{}}'), 'safetensors-duplicate-key', 'has the key "a" twice'],

  // Keys
  ['one tensor twice', file(`{"a":${entry('[1]', '[0,4]')},"a":${entry('[1]', '[0,4]')}}`, 4), 'safetensors-duplicate-key', 'has the key "a" twice, the second time at character 54'],
  ['one tensor twice, once escaped', file(`{"a":${entry('[1]', '[0,4]')},"\\u0061":${entry('[1]', '[0,4]')}}`, 4), 'safetensors-duplicate-key', 'has the key "a" twice'],
  ['one field twice', file('{"a":{"dtype":"F16","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), 'safetensors-duplicate-key', 'has the key "dtype" twice'],
  ['metadata twice', file('{"__metadata__":{},"__metadata__":{"a":"b"}}'), 'safetensors-duplicate-key', 'has the key "__metadata__" twice'],
  ['one key of metadata twice', file('{"__metadata__":{"a":"1","a":"2"}}'), 'safetensors-duplicate-key', 'has the key "a" twice'],
  ['a tensor __proto__', file(`{"__proto__":${entry('[1]', '[0,4]')}}`, 4), 'safetensors-forbidden-key', 'has the key "__proto__" at character 1'],
  ['a tensor __proto__, escaped', file(`{"\\u005f_proto__":${entry('[1]', '[0,4]')}}`, 4), 'safetensors-forbidden-key', 'has the key "__proto__"'],
  ['a field __proto__', file('{"a":{"__proto__":{"dtype":"F32"},"shape":[1],"data_offsets":[0,4]}}', 4), 'safetensors-forbidden-key', '"__proto__"'],
  ['metadata __proto__', file('{"__metadata__":{"__proto__":"x"}}'), 'safetensors-forbidden-key', '"__proto__"'],

  // Metadata
  ['a number in metadata', file('{"__metadata__":{"epochs":3}}'), 'safetensors-metadata', 'Metadata "epochs" is 3; it must be a string'],
  ['an object in metadata', file('{"__metadata__":{"a":{}}}'), 'safetensors-metadata', 'Metadata "a" is an object; it must be a string'],
  ['null in metadata', file('{"__metadata__":{"a":null}}'), 'safetensors-metadata', 'Metadata "a" is null'],
  ['a list as metadata', file('{"__metadata__":[]}'), 'safetensors-metadata', '"__metadata__" is a list; it must be an object'],
  ['a string as metadata', file('{"__metadata__":"a"}'), 'safetensors-metadata', '"__metadata__" is "a"'],

  // Entries
  ['a number as a tensor', file('{"a":1}'), 'safetensors-entry', 'Tensor "a" is described by 1; it must be an object'],
  ['a list as a tensor', file('{"a":[]}'), 'safetensors-entry', 'Tensor "a" is described by a list'],
  ['no dtype', file('{"a":{"shape":[1],"data_offsets":[0,4]}}', 4), 'safetensors-entry', 'Tensor "a" has no "dtype"'],
  ['no shape', file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), 'safetensors-entry', 'Tensor "a" has no "shape"'],
  ['no offsets', file('{"a":{"dtype":"F32","shape":[1]}}', 4), 'safetensors-entry', 'Tensor "a" has no "data_offsets"'],
  ['an unknown field', file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}', 4), 'safetensors-entry', 'unknown field "strides". Only dtype, shape, data_offsets are allowed'],

  // dtype
  ['BF16', one('[2]', '[0,4]', '"BF16"'), 'safetensors-dtype', 'Tensor "a" has the dtype "BF16", which is not supported. Store it as one of: F16, F32, I32.'],
  ['I64', one('[1]', '[0,8]', '"I64"', 8), 'safetensors-dtype', 'the dtype "I64", which is not supported'],
  ['a dtype in small letters', one('[1]', '[0,4]', '"f32"'), 'safetensors-dtype', 'the dtype "f32"'],
  ['a number as dtype', one('[1]', '[0,4]', '32'), 'safetensors-dtype', 'the dtype 32'],
  ['null as dtype', one('[1]', '[0,4]', 'null'), 'safetensors-dtype', 'the dtype null'],

  // Numbers
  ['a negative length', one('[-1]', '[0,4]'), 'safetensors-number', 'has the number -1 at character 29'],
  ['a fractional length', one('[1.5]', '[0,4]'), 'safetensors-number', 'has the number 1.5'],
  ['a length of 1.0', one('[1.0]', '[0,4]'), 'safetensors-number', 'has the number 1.0'],
  ['a length of 1e0', one('[1e0]', '[0,4]'), 'safetensors-number', 'has the number 1e0'],
  ['a length of -0', one('[-0]', '[0,0]', '"F32"', 0), 'safetensors-number', 'has the number -0'],
  ['a length of 2^53', one('[9007199254740992]', '[0,4]'), 'safetensors-number', 'Tensor "a" has 9007199254740992 in its shape; only whole numbers from 0 to 2^53 - 1'],
  ['an offset of 2^64', one('[1]', '[0,18446744073709551616]'), 'safetensors-number', 'in its data_offsets'],
  ['a length in quotes', one('["1"]', '[0,4]'), 'safetensors-number', 'Tensor "a" has "1" in its shape'],
  ['true as a length', one('[true]', '[0,4]'), 'safetensors-number', 'Tensor "a" has true in its shape'],
  ['a shape that is no list', one('4', '[0,4]'), 'safetensors-number', 'Tensor "a" has the shape 4; it must be a list'],
  ['offsets that are no list', one('[1]', '{"0":0,"1":4}'), 'safetensors-number', 'Tensor "a" has the data_offsets an object'],

  // Sizes
  ['a shape larger than its bytes', one('[2]', '[0,4]'), 'safetensors-size', 'Tensor "a" of shape [2] and dtype F32 needs 8 bytes, but its data_offsets span 4'],
  ['a shape smaller than its bytes', one('[1]', '[0,8]', '"F32"', 8), 'safetensors-size', 'needs 4 bytes, but its data_offsets span 8'],
  ['a dtype that does not fit the bytes', one('[1]', '[0,4]', '"F16"'), 'safetensors-size', 'dtype F16 needs 2 bytes'],
  ['a scalar of eight bytes', one('[]', '[0,8]', '"F32"', 8), 'safetensors-size', 'shape [] and dtype F32 needs 4 bytes'],
  ['a length of 0 with bytes', one('[0,4]', '[0,16]', '"F32"', 16), 'safetensors-size', 'needs 0 bytes'],
  ['a product that overflows', one('[4294967296,4294967296]', '[0,0]', '"F32"', 0), 'safetensors-size', 'larger than any file can be'],

  // Offsets
  ['one offset', one('[1]', '[4]'), 'safetensors-offsets', 'Tensor "a" has 1 data_offsets; it must have two'],
  ['three offsets', one('[1]', '[0,4,8]'), 'safetensors-offsets', 'Tensor "a" has 3 data_offsets'],
  ['offsets the wrong way round', one('[1]', '[4,0]'), 'safetensors-offsets', 'Tensor "a" ends at byte 0, before it begins at 4'],
  ['a gap at the start', one('[1]', '[4,8]', '"F32"', 8), 'safetensors-offsets', 'Bytes 0 to 4 between the header and tensor "a" belong to no tensor'],
  ['a gap in the middle', two(entry('[1]', '[0,4]'), entry('[1]', '[8,12]'), 12), 'safetensors-offsets', 'Bytes 4 to 8 between tensor "a" and tensor "b" belong to no tensor'],
  ['two tensors in one place', two(entry('[1]', '[0,4]'), entry('[1]', '[0,4]'), 4), 'safetensors-offsets', 'Tensor "b" begins at byte 0, inside tensor "a", which ends at 4'],
  ['tensors that overlap by a byte', two(entry('[1]', '[3,7]'), entry('[1]', '[0,4]'), 7), 'safetensors-offsets', 'Tensor "a" begins at byte 3, inside tensor "b"'],
  ['an empty tensor inside another', two(entry('[2]', '[0,8]'), entry('[0]', '[4,4]'), 8), 'safetensors-offsets', 'Tensor "b" begins at byte 4, inside tensor "a"'],
  ['offsets beyond the file', one('[2]', '[0,8]', '"F32"', 7), 'safetensors-truncated', 'Tensor "a" ends at byte 8 of the data, but the file has only 7'],
  ['no data at all', one('[1]', '[0,4]', '"F32"', 0), 'safetensors-truncated', 'the file has only 0'],
  ['a trailing byte', one('[1]', '[0,4]', '"F32"', 5), 'safetensors-trailing-bytes', 'should end with tensor "a" at byte 4, but go on to byte 5'],
  ['data without tensors', file('{}', 4), 'safetensors-trailing-bytes', 'should end with the header at byte 0, but go on to byte 4'],
  ['two files in one', new Uint8Array([...fromPython, ...fromPython]), 'safetensors-trailing-bytes', 'should end with tensor "half" at byte 56, but go on to byte 536'],
];

it.each(bad)('refuses %s', (_, bytes, code, message) => {
  let thrown: unknown;
  try {
    readSafetensors(bytes);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(GraftError);
  expect((thrown as GraftError).code).toBe(code);
  expect((thrown as GraftError).message).toContain(message);
});

it('refuses a file cut short at any byte', () => {
  for (let length = 0; length < fromPython.length; length++) {
    expect(() => readSafetensors(fromPython.subarray(0, length)), `${length} bytes`).toThrow(GraftError);
  }
});

it('reads what the Python implementation writes', () => {
  const { tensors, metadata } = readSafetensors(fromPython);
  expect([...metadata]).toEqual([['tool', 'safetensors 0.8.0, numpy 2.4.6']]);
  expect([...tensors]).toEqual([
    ['10', { dtype: 'float32', shape: [2, 3], data: Float32Array.of(0.5, -0, Infinity, 1e-45, 3.4028235e38, NaN) }],
    ['empty', { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) }],
    ['scalar', { dtype: 'float32', shape: [], data: Float32Array.of(7) }],
    ['2', { dtype: 'int32', shape: [4], data: Int32Array.of(1, -2, 2 ** 31 - 1, -(2 ** 31)) }],
    ['größe/日本', { dtype: 'float16', shape: [1], data: Uint16Array.of(0x4200) }],
    ['half', { dtype: 'float16', shape: [5], data: Uint16Array.of(0x3c00, 0x8000, 0x0001, 0x7bff, 0x7c00) }],
  ]);
});

it('reads at any alignment, from a part of a larger buffer, and shares no memory with it', () => {
  for (let shift = 0; shift < 8; shift++) {
    const around = new Uint8Array(fromPython.length + 16).fill(0xee);
    around.set(fromPython, shift);
    const { tensors } = readSafetensors(Buffer.from(around.buffer, shift, fromPython.length));
    around.fill(0);
    expect(tensors).toEqual(readSafetensors(fromPython).tensors);
  }
});

it('allows one name in two places, and values that look like keys', () => {
  const header = `{"__metadata__":{"a":"a","b":"\\"a\\":{"},"a":${entry('[1]', '[0,4]')}}`;
  const { tensors, metadata } = readSafetensors(file(header, 4));
  expect([...metadata]).toEqual([['a', 'a'], ['b', '"a":{']]); // prettier-ignore
  expect([...tensors.keys()]).toEqual(['a']);
});

it('reads a file without tensors, and padding of any length', () => {
  expect(readSafetensors(file('{}')).tensors.size).toBe(0);
  expect(readSafetensors(file('{"__metadata__":{"a":""}}   ')).metadata).toEqual(new Map([['a', '']]));
});

it('takes names that mean something to JavaScript as mere names', () => {
  const { tensors } = readSafetensors(two(entry('[1]', '[0,4]'), entry('[1]', '[4,8]'), 8));
  expect(tensors.has('constructor')).toBe(false);
  const named = file(`{"constructor":${entry('[1]', '[0,4]')},"toString":${entry('[1]', '[4,8]')}}`, 8);
  expect([...readSafetensors(named).tensors.keys()]).toEqual(['constructor', 'toString']);
});
