import { GraftError } from '@graftjs/core';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { encodeNpz } from './npz.js';
import { readNpz } from './read-npz.js';

/** An .npy file of version 1 as numpy writes it. */
function npy(header: string, data: ArrayBufferView = new Uint8Array(), version = 1): Uint8Array {
  const text = `${header}\n`;
  const lengths = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...lengths];
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from([...start, ...new TextEncoder().encode(text), ...bytes]);
}
const npz = (file: Uint8Array, name = 'x0.npy'): Uint8Array => zipSync({ [name]: file });
const dict = (descr: string, shape: string, fortran = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

it('reads what encodeNpz writes', async () => {
  const arrays = new Map([
    ['x0', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
    ['x1', { shape: [1], data: Int32Array.of(-7) }],
  ]);
  expect(await readNpz(encodeNpz(arrays))).toEqual(
    new Map([
      ['x0', { dtype: '<f4', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['x1', { dtype: '<i4', shape: [1], data: Int32Array.of(-7) }],
    ]),
  );
});

it.each([
  ['<f8', Float64Array.of(1, 2, 3)],
  ['<i8', BigInt64Array.of(1n, -2n, 3n)],
  ['|u1', Uint8Array.of(1, 2, 255)],
  ['|b1', Uint8Array.of(0, 1, 1)],
])('reads %s, from any version of the format', async (descr, data) => {
  for (const version of [1, 2, 3]) {
    const read = await readNpz(npz(npy(dict(descr, '(3,)'), data, version)));
    expect(read.get('x0')).toEqual({ dtype: descr, shape: [3], data });
  }
});

it('turns Fortran order into C order, and reads a single number', async () => {
  const columns = Float32Array.of(0, 3, 1, 4, 2, 5);
  const read = await readNpz(npz(npy(dict('<f4', '(2, 3)', 'True'), columns)));
  expect(read.get('x0')?.data).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
  const flat = await readNpz(npz(npy(dict('<f4', `(${'1, '.repeat(63)}6)`, 'True'), columns)));
  expect(flat.get('x0')?.data).toEqual(columns);
  expect((await readNpz(npz(npy(dict('<f4', '()'), Float32Array.of(7))))).get('x0')?.shape).toEqual([]);
});

const four = new Uint8Array(4);
it.each<[string, Uint8Array, string | RegExp]>([
  ['what is no zip file', new TextEncoder().encode('text'), /^This is no \.npz file\. Write one in Python/],
  [
    'what is no array',
    npz(four, 'notes.txt'),
    'The array "notes.txt" of this .npz file is no array; arrays end in .npy.',
  ],
  ['what numpy did not write', npz(four), 'The array "x0" of this .npz file does not begin as numpy writes arrays.'],
  [
    'pickles',
    npz(npy(dict('|O', '(1,)'), four)),
    /is of the type \|O; allowed: <f4, <f8, <i4, <i8, \|u1, \|b1\. Convert/,
  ],
  ['big-endian numbers', npz(npy(dict('>f4', '(1,)'), four)), /is of the type >f4; allowed/],
  ['records', npz(npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }`, four)), /which is no array of plain numbers/], // prettier-ignore
  ['too few values', npz(npy(dict('<f4', '(2,)'), four)), 'The array "x0" of this .npz file of shape (2) needs 8 bytes, and has 4.'], // prettier-ignore
  [
    'a size beyond all bounds',
    npz(npy(dict('<f4', '(99999999999, 99999999999)'), four)),
    /needs \S+e\+22 bytes, and has 4/,
  ],
  ['more axes than numpy has', npz(npy(dict('<f4', `(${'1, '.repeat(65)})`, 'True'), four)), 'The array "x0" of this .npz file has 65 axes; at most 64 are possible.'], // prettier-ignore
  ['a header longer than any of numpy', npz(npy(dict('<f4', `(${'1, '.repeat(20_000)})`, 'True'), four)), /has a header of 60\d{3} bytes; at most 10000 are allowed/], // prettier-ignore
  ['a header beyond the end', npz(npy(dict('<f4', '(1,)')).subarray(0, 40)), /has a header that ends at byte \d+, beyond its end/], // prettier-ignore
])('refuses %s', async (_, bytes, message) => {
  await expect(readNpz(bytes)).rejects.toMatchObject({
    code: 'bad-npz',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

it('refuses a bomb before it is unpacked', async () => {
  await expect(readNpz(zipSync({ 'x0.npy': new Uint8Array(120_000_000) }, { level: 1 }))).rejects.toMatchObject({
    code: 'decompression-bomb',
  });
});

it('reads or refuses a file whatever byte of it is damaged, and wherever it is cut', async () => {
  const whole = encodeNpz(new Map([['x0', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]));
  const damaged = [...whole.keys()].flatMap((at) => {
    const changed = [0, 0xff].map((byte) => Uint8Array.from(whole, (value, index) => (index === at ? byte : value)));
    return [...changed, whole.slice(0, at)];
  });
  for (const bytes of damaged) {
    const error: unknown = await readNpz(bytes).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (error !== undefined) expect(error).toBeInstanceOf(GraftError);
  }
});
