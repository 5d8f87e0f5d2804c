import type { HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { readBytes } from '../source/byte-source.js';
import type { Dataset, Group } from './open-hdf5.js';
import { openHdf5 } from './open-hdf5.js';
import type { GroupToWrite } from './write-hdf5.js';
import { writeHdf5 } from './write-hdf5.js';

const float32 = (shape: readonly number[], ...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const half: HostTensor = { dtype: 'float16', shape: [3], data: Uint16Array.of(0x3c00, 0x8000, 1) };
const whole: HostTensor = { dtype: 'int32', shape: [2], data: Int32Array.of(-1, 7) };

it('reads back what it wrote, every bit of it', async () => {
  const inner: GroupToWrite = {
    members: new Map<string, HostTensor>([
      ['half', half],
      ['whole', whole],
    ]),
    attributes: { name: 'größe', names: ['a', 'bcd', ''] },
  };
  const tensors = new Map([
    ['matrix', float32([2, 2], 1, -0, 1e-45, 3)],
    ['scalar', float32([], 5)],
    ['empty', float32([0, 3])],
  ]);
  const root = await openHdf5(
    writeHdf5({ members: new Map<string, HostTensor | GroupToWrite>([...tensors, ['größe', inner]]) }),
  );
  expect(root.names).toEqual(['matrix', 'scalar', 'empty', 'größe']);
  for (const [name, tensor] of tensors) {
    const dataset = (await root.open(name)) as Dataset;
    expect(dataset.shape).toEqual(tensor.shape);
    expect(await dataset.read()).toEqual(new Uint8Array(tensor.data.buffer));
  }
  const group = (await root.open('größe')) as Group;
  expect(await group.strings('name')).toEqual(['größe']);
  expect(await group.strings('names')).toEqual(['a', 'bcd', '']);
  expect(await ((await group.open('half')) as Dataset).read()).toEqual(new Uint8Array(half.data.buffer));
  expect(((await group.open('whole')) as Dataset).type).toEqual({ kind: 'whole', bytes: 4, signed: true });
});

it('gives the same bytes every time', async () => {
  const tree = { members: new Map([['a', half]]), attributes: { name: 'x' } };
  const [first, second] = [writeHdf5(tree), writeHdf5(tree)];
  expect(await readBytes(first, 0, first.size)).toEqual(await readBytes(second, 0, second.size));
});

it('writes a tensor of two names once, which is read by both', async () => {
  const root = await openHdf5(writeHdf5({ members: new Map([['a', half], ['b', half]]) })); // prettier-ignore
  for (const name of ['a', 'b']) {
    expect(await ((await root.open(name)) as Dataset).read()).toEqual(new Uint8Array(half.data.buffer));
  }
});

it('refuses an attribute that no header can hold', async () => {
  expect(await refusal(() => writeHdf5({ members: new Map(), attributes: { text: 'x'.repeat(70_000) } }))).toBe(
    'hdf5-too-large: A name or attribute takes 70032 bytes; HDF5 allows 65528.',
  );
});
