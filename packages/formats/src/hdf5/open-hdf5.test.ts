import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { refusal } from '../fixtures/refusal.js';
import { byteSource } from '../source/byte-source.js';
import type { Dataset, Group } from './open-hdf5.js';
import { openHdf5 } from './open-hdf5.js';

const open = (name: string): Promise<Group> => openHdf5(byteSource(readFixture(`hdf5/${name}.h5`)));

/** What is at a path of names; undefined where there is nothing. */
async function find(root: Group, ...names: string[]): Promise<Group | Dataset | undefined> {
  let found: Group | Dataset | undefined = root;
  for (const name of names) found = found?.kind === 'group' ? await found.open(name) : undefined;
  return found;
}

async function bytesAt(root: Group, ...names: string[]): Promise<ArrayBuffer> {
  return ((await await find(root, ...names)) as Dataset).read().then((bytes) => bytes.buffer);
}

const quarters = (count: number): number[] => Array.from({ length: count }, (_, index) => index / 4);

describe('data sets that h5py wrote', () => {
  it('gives shape, type and values', async () => {
    const root = await open('types');
    const types = await Promise.all(
      root.names.map(async (name) => {
        const { shape, type } = (await root.open(name)) as Dataset;
        return `${name}: ${type.kind}${'name' in type ? ` (${type.name})` : ''} of ${type.bytes} [${shape.join()}]`;
      }),
    );
    expect(types.sort()).toEqual([
      'bfloat16: other (opaque bytes) of 2 [2,3]',
      'big-endian: other (a big-endian float) of 4 [2,3]',
      'compact: float32 of 4 [2,3]',
      'empty: float32 of 4 [0,3]',
      'flags: other (an enumeration) of 1 [2]',
      'float16: float16 of 2 [2,3]',
      'float32: float32 of 4 [2,3]',
      'float64: float64 of 8 [2,3]',
      'int32: whole of 4 [2,3]',
      'int64: whole of 8 [2,3]',
      'int8: whole of 1 [2,3]',
      'scalar: float32 of 4 []',
      'uint8: whole of 1 [2,3]',
    ]);
    expect([...new Float32Array(await bytesAt(root, 'float32'))]).toEqual(quarters(6));
    expect([...new Float32Array(await bytesAt(root, 'compact'))]).toEqual(quarters(6));
    expect([...new Float64Array(await bytesAt(root, 'float64'))]).toEqual(quarters(6));
    expect([...new Float32Array(await bytesAt(root, 'scalar'))]).toEqual([0.25]);
    expect((await bytesAt(root, 'empty')).byteLength).toBe(0);
  });

  it('puts chunks together, with what hangs over the edge cut off', async () => {
    const root = await open('chunks');
    for (const [name, count] of [
      ['plain', 35],
      ['gzip', 35],
      ['gzip and shuffle', 105],
      ['many', 300],
    ] as const) {
      expect([...new Float32Array(await bytesAt(root, name))], name).toEqual(quarters(count));
    }
  });

  it('reads text attributes of every kind', async () => {
    const root = await open('attributes');
    expect(await root.strings('text')).toEqual(['größe']);
    expect(await root.strings('bytes')).toEqual(['fixed']);
    expect(await root.strings('texts')).toEqual(['one', 'two', '']);
    expect(await root.strings('fixed texts')).toEqual(['a', 'bcd']);
    expect(await root.strings('none')).toEqual([]);
    expect((await root.strings('long'))?.map(({ length }) => length)).toEqual([70_000]);
    expect(await root.strings('absent')).toBe(undefined);
    expect(await refusal(() => root.strings('number'))).toContain(
      'hdf5-damaged: This HDF5 file is damaged: attribute "number" of "/" should be text; it is whole',
    );
  });

  it('finds every member of a group that takes several tree levels', async () => {
    const root = await open('many-members');
    expect(root.names.length).toBe(401);
    expect([...new Float32Array(await bytesAt(root, 'member 399'))]).toEqual(quarters(2));
  });

  it('reads the newer layout of groups', async () => {
    const root = await open('latest');
    expect(await root.strings('text')).toEqual(['new']);
    expect([...new Float32Array(await bytesAt(root, 'a', 'b', 'c'))]).toEqual(quarters(6));
  });

  it('reads from a Blob as from bytes', async () => {
    const root = await openHdf5(byteSource(new Blob([readFixture('hdf5/chunks.h5')])));
    expect([...new Float32Array(await bytesAt(root, 'gzip'))]).toEqual(quarters(35));
  });
});

describe('what a file may not do', () => {
  it.each([
    ['external-link', 'weights', 'hdf5-external: … "weights" in "/" is an external link.'],
    ['soft-link', 'weights', 'hdf5-external: … "weights" in "/" is a soft link.'],
    ['external-storage', 'weights', 'hdf5-external: … the values of "weights" lie in other files.'],
    ['virtual', 'weights', 'hdf5-external: … "weights" is put together from other data sets.'],
    [
      'lzf',
      'weights',
      'hdf5-unsupported: … "weights" is stored with the filter lzf; deflate (gzip) and shuffle are known.',
    ],
    ['fletcher32', 'weights', 'hdf5-unsupported: … "weights" is stored with the filter fletcher32;'],
    [
      'bomb',
      'weights',
      'decompression-bomb: … "weights" would take 80000000 bytes, which makes 80000000 from a file of 42391;',
    ],
    ['no-values', 'weights', 'hdf5-damaged: … no values of "weights" are stored.'],
    ['no-values', 'late', 'hdf5-damaged: … "late" of shape [1048576] takes 4194304 bytes of values, but 0 are stored.'],
    ['dense', 'member 1', 'hdf5-unsupported: … "/" keeps its members in a fractal heap.'],
    ['committed-type', 'weights', 'hdf5-unsupported: … "weights" shares a part of its description with other objects.'],
  ])('%s: %s', async (name, member, expected) => {
    const [code = '', message = ''] = expected.split(' … ');
    const refused = await refusal(async () => bytesAt(await open(name), member));
    expect(refused).toMatch(new RegExp(`^${code}`));
    expect(refused).toContain(message);
  });

  it('is cut short', async () => {
    const bytes = readFixture('hdf5/types.h5');
    expect(await refusal(() => openHdf5(byteSource(bytes.subarray(0, bytes.length - 1))))).toBe(
      'hdf5-damaged: This HDF5 file is damaged: it is cut short: it should have 7344 bytes and has 7343. Get it again from where it came from, or save it again.',
    );
    expect(await refusal(() => openHdf5(byteSource(bytes.subarray(0, 50))))).toContain('hdf5-damaged: ');
    expect(await refusal(() => openHdf5(byteSource(new Uint8Array(0))))).toContain('hdf5-damaged: ');
  });
});
