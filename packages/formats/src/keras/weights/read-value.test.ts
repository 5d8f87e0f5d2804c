import { expect, it } from 'vitest';
import { readFixture } from '../../fixtures/read-fixture.js';
import { refusal } from '../../fixtures/refusal.js';
import type { Dataset } from '../../hdf5/open-hdf5.js';
import { openHdf5 } from '../../hdf5/open-hdf5.js';
import { writeHdf5 } from '../../hdf5/write-hdf5.js';
import { byteSource } from '../../source/byte-source.js';
import { readValue, readWholeValue } from './read-value.js';

/** A data set that h5py wrote: element i is i / 4, as a whole number i. */
async function fixture(name: string): Promise<Dataset> {
  const root = await openHdf5(byteSource(readFixture('hdf5/types.h5')));
  return (await root.open(name)) as Dataset;
}

const quarters = [0, 0.25, 0.5, 0.75, 1, 1.25];

it('keeps float32 and float16 as they are', async () => {
  expect(await readValue(await fixture('float32'))).toEqual({
    value: { dtype: 'float32', shape: [2, 3], data: Float32Array.from(quarters) },
    conversion: 'none',
  });
  expect(await readValue(await fixture('float16'))).toEqual({
    value: { dtype: 'float16', shape: [2, 3], data: Uint16Array.of(0, 0x3400, 0x3800, 0x3a00, 0x3c00, 0x3d00) },
    conversion: 'none',
  });
});

it('rounds float64 to float32, and says so', async () => {
  expect(await readValue(await fixture('float64'))).toEqual({
    value: { dtype: 'float32', shape: [2, 3], data: Float32Array.from(quarters) },
    conversion: 'float64 rounded to float32',
  });
});

it('widens bfloat16, which Keras keeps as opaque bytes', async () => {
  const bfloat16 = { ...(await fixture('bfloat16')), strings: async () => ['bfloat16'] };
  expect(await readValue(bfloat16)).toEqual({
    value: { dtype: 'float32', shape: [2, 3], data: Float32Array.from(quarters) },
    conversion: 'none',
  });
});

it.each(['int8', 'uint8', 'int32', 'int64'])('takes %s as int32 where whole numbers are wanted', async (name) => {
  expect(await readWholeValue(await fixture(name))).toEqual({
    dtype: 'int32',
    shape: [2, 3],
    data: Int32Array.of(0, 1, 2, 3, 4, 5),
  });
});

it.each([
  [
    'int32',
    'bad-weight-dtype: The weight "int32" is whole of 4 bytes; allowed: float16, bfloat16, float32, float64, all little-endian.',
  ],
  ['big-endian', 'bad-weight-dtype: The weight "big-endian" is a big-endian float; allowed: '],
  ['bfloat16', 'bad-weight-dtype: The weight "bfloat16" is opaque bytes; allowed: '],
  ['flags', 'bad-weight-dtype: The weight "flags" is an enumeration; allowed: '],
])('refuses a weight of %s', async (name, message) => {
  expect(await refusal(async () => readValue(await fixture(name)))).toContain(message);
});

it.each([
  ['float32', { dtype: 'float32' as const, shape: [3], data: Float32Array.of(1, NaN, 2) }],
  ['float32', { dtype: 'float32' as const, shape: [3], data: Float32Array.of(1, -Infinity, 2) }],
  ['float16', { dtype: 'float16' as const, shape: [3], data: Uint16Array.of(1, 0x7e00, 2) }],
])('refuses %s values that are not finite', async (_, tensor) => {
  const root = await openHdf5(writeHdf5({ members: new Map([['kernel', tensor]]) }));
  expect(await refusal(async () => readValue((await root.open('kernel')) as Dataset))).toBe(
    'bad-weight-values: The weight "kernel" holds NaN or infinity, first at element 1. A network with it answers nonsense; the training that left it went wrong.',
  );
});
