import { expect, it } from 'vitest';
import { refusal } from '../../fixtures/refusal.js';
import type { ElementType } from '../../hdf5/datatype.js';
import type { Dataset } from '../../hdf5/open-hdf5.js';
import { readValue, readWholeValue } from './read-value.js';

/** A data set of one axis, as if it had been read from a file. */
function dataset(type: ElementType, values: ArrayBufferView<ArrayBuffer>): Dataset {
  const { buffer, byteOffset, byteLength } = values;
  return {
    kind: 'dataset',
    path: 'dense/kernel',
    shape: [byteLength / type.bytes],
    type,
    strings: async () => undefined,
    read: async () => new Uint8Array(buffer, byteOffset, byteLength),
  };
}

const float32 = { kind: 'float32', bytes: 4 } as const;
const float64 = { kind: 'float64', bytes: 8 } as const;
const bfloat16 = { kind: 'bfloat16', bytes: 2 } as const;
const whole = (bytes: number, signed = true) => ({ kind: 'whole', bytes, signed }) as const;

it('keeps float32, widens bfloat16 exactly and says that float64 was rounded', async () => {
  expect(await readValue(dataset(float32, Float32Array.of(0.1, -2)))).toEqual({
    value: { dtype: 'float32', shape: [2], data: Float32Array.of(0.1, -2) },
    conversion: 'none',
  });
  const widened = await readValue(dataset(bfloat16, Uint16Array.of(0x3f80, 0xc000)));
  expect(widened.value.data).toEqual(Float32Array.of(1, -2));
  const rounded = await readValue(dataset(float64, Float64Array.of(0.1)));
  expect(rounded).toMatchObject({ value: { data: Float32Array.of(0.1) }, conversion: 'float64 rounded to float32' });
});

it('reads whole numbers of any length as int32', async () => {
  expect((await readWholeValue(dataset(whole(8), BigInt64Array.of(-3n, 7n)))).data).toEqual(Int32Array.of(-3, 7));
  expect((await readWholeValue(dataset(whole(1, false), Uint8Array.of(255)))).data).toEqual(Int32Array.of(255));
});

it.each<[string, () => Promise<unknown>, string]>([
  [
    'NaN',
    () => readValue(dataset(float32, Float32Array.of(1, NaN))),
    'bad-weight-values: The weight "dense/kernel" holds NaN or infinity, first at element 1.',
  ],
  [
    'a float64 that float32 does not hold',
    () => readValue(dataset(float64, Float64Array.of(1e300))),
    'bad-weight-values: The weight "dense/kernel" holds NaN or infinity, first at element 0.',
  ],
  [
    'whole numbers where there should be floats',
    () => readValue(dataset(whole(4), Int32Array.of(1))),
    'bad-weight-dtype: The weight "dense/kernel" is whole of 4 bytes; allowed: float16, bfloat16, float32, float64, all little-endian.',
  ],
  [
    'another type',
    () => readValue(dataset({ kind: 'other', bytes: 4, name: 'a big-endian float' }, Float32Array.of(1))),
    'bad-weight-dtype: The weight "dense/kernel" is a big-endian float; allowed: ',
  ],
  [
    'floats where there should be whole numbers',
    () => readWholeValue(dataset(float32, Float32Array.of(1))),
    'bad-weight-dtype: The weight "dense/kernel" is float32 of 4 bytes; allowed: whole numbers.',
  ],
  [
    'a whole number that int32 does not hold',
    () => readWholeValue(dataset(whole(8), BigInt64Array.of(1n, 2n ** 40n))),
    'bad-weight-values: The weight "dense/kernel" holds 1099511627776, which is no int32.',
  ],
])('refuses %s', async (_, work, message) => {
  expect(await refusal(work)).toContain(message);
});
