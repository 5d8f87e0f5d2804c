import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fingerprint } from '@graftjs/core';
import type { HostTensor } from '@graftjs/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderStore } from './folder-store.js';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'graft-cache-'));
  folder = join(root, 'cache');
});
afterEach(() => rm(root, { recursive: true }));

const keyOf = (name: string | number) => fingerprint().json(name).hex();
const value = (length: number, first = 1): HostTensor => ({
  dtype: 'float32',
  shape: [length],
  data: Float32Array.from({ length }, (_, i) => first + i / 7),
});
const fileOf = (key: string) => join(folder, key.slice(0, 2), `${key}.safetensors`);
const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const bytesIn = async () => {
  const sizes = await Promise.all(
    (await files()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};
const setUsedAt = (key: string, second: number) => utimes(fileOf(key), second, second);

it('makes no folder until something is kept', async () => {
  expect(await folderStore(folder).get(keyOf(1))).toBeUndefined();
  expect(await readdir(root)).toEqual([]);
});

it('gives every kind of value back, also to the next process', async () => {
  const values: HostTensor[] = [
    value(1280),
    { dtype: 'float16', shape: [2, 1], data: Uint16Array.of(1, 0xffff) },
    { dtype: 'int32', shape: [], data: Int32Array.of(-5) },
    { dtype: 'float32', shape: [0, 3], data: new Float32Array() },
  ];
  const store = folderStore(folder);
  await Promise.all(values.map((each, i) => store.set(keyOf(i), each)));
  const again = folderStore(folder);
  expect(await Promise.all(values.map((_, i) => again.get(keyOf(i))))).toEqual(values);
  expect(await again.get(keyOf('other'))).toBeUndefined();
});

it('takes an entry that is damaged anywhere, cut short or misnamed for a missing one, and mends it', async () => {
  const store = folderStore(folder);
  const key = keyOf('a');
  await store.set(key, value(4));
  const whole = await readFile(fileOf(key));
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    await writeFile(fileOf(key), damaged);
    expect(await store.get(key), `byte ${at} changed`).toBeUndefined();
    await writeFile(fileOf(key), whole.subarray(0, at));
    expect(await store.get(key), `${at} bytes left`).toBeUndefined();
  }
  await store.set(key, value(4));
  expect(await store.get(key)).toEqual(value(4));

  await mkdir(dirname(fileOf(keyOf('b'))), { recursive: true });
  await rename(fileOf(key), fileOf(keyOf('b')));
  expect(await store.get(keyOf('b'))).toBeUndefined();
});

it('removes what was not used for longest, and goes on from there', async () => {
  const size = await sizeOfEntry(250);
  const maxBytes = size * 10;
  const store = folderStore(folder, { maxBytes });
  for (let i = 0; i < 10; i++) await store.set(keyOf(i), value(250, i));
  for (let i = 0; i < 10; i++) await setUsedAt(keyOf(i), 1_000 + i);
  expect(await store.get(keyOf(0))).toEqual(value(250, 0));
  await folderStore(folder, { maxBytes }).set(keyOf('new'), value(250, 99));

  const kept = await Promise.all([0, 1, 2, 3, 'new'].map((name) => store.get(keyOf(name))));
  expect(kept.map((each) => each !== undefined)).toEqual([true, false, false, true, true]);
});

it('stays within its room however much is written', async () => {
  const size = await sizeOfEntry(100);
  const store = folderStore(folder, { maxBytes: size * 20 });
  for (let round = 0; round < 6; round++) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.set(keyOf(round * 50 + i), value(100))));
    expect(await bytesIn()).toBeLessThanOrEqual(size * 20);
  }
  expect((await files()).length).toBeGreaterThanOrEqual(16);
});

it('does not keep a value that is larger than all its room', async () => {
  const store = folderStore(folder, { maxBytes: 1000 });
  await store.set(keyOf('small'), value(1));
  await store.set(keyOf('large'), value(1000));
  expect(await store.get(keyOf('large'))).toBeUndefined();
  expect(await store.get(keyOf('small'))).toEqual(value(1));
});

it('removes what killed processes left, and no other file', async () => {
  const temporary = (digit: number) =>
    join(folder, 'aa', `.graft-${`${digit}`.repeat(8)}-0000-4000-8000-000000000000.tmp`);
  await mkdir(join(folder, 'aa'), { recursive: true });
  await mkdir(join(folder, 'holidays'));
  const others = [
    join(folder, 'aa', 'notes.txt'),
    join(folder, 'holidays', 'ab.safetensors'),
    join(folder, 'thesis.doc'),
  ];
  for (const path of [temporary(1), temporary(2), ...others]) await writeFile(path, new Uint8Array(5_000));
  for (const path of [temporary(1), ...others]) await utimes(path, 1_000, 1_000);

  await folderStore(folder, { maxBytes: 2_000 }).set(keyOf('x'), value(1));
  const left = (await files()).map(({ name }) => name).sort();
  expect(left).toEqual(
    [temporary(2).slice(-47), `${keyOf('x')}.safetensors`, 'ab.safetensors', 'notes.txt', 'thesis.doc'].sort(),
  );
});

it('goes on when somebody deletes the folder', async () => {
  const store = folderStore(folder);
  await store.set(keyOf(1), value(1));
  await rm(folder, { recursive: true });
  expect(await store.get(keyOf(1))).toBeUndefined();
  await store.set(keyOf(1), value(1));
  expect(await store.get(keyOf(1))).toEqual(value(1));
});

it('says so when it cannot write, and names the folder', async () => {
  await writeFile(folder, 'a file');
  const store = folderStore(folder);
  expect(await store.get(keyOf(1))).toBeUndefined();
  await expect(store.set(keyOf(1), value(1))).rejects.toMatchObject({
    code: 'cache-not-writable',
    message: expect.stringMatching(
      /^Cannot keep features in the cache folder ".*\/cache": ENOTDIR: not a directory.*\. Make room, choose another folder, or work without a cache\.$/,
    ),
  });
});

it('refuses keys that could leave the folder, and a size of nothing', async () => {
  for (const key of ['../../x', 'aa/../../x', 'AA', '']) {
    await expect(folderStore(folder).get(key)).rejects.toMatchObject({ code: 'bad-cache-key' });
    await expect(folderStore(folder).set(key, value(1))).rejects.toMatchObject({
      code: 'bad-cache-key',
      message: expect.stringContaining(`got ${JSON.stringify(key)}.`),
    });
  }
  expect(() => folderStore(folder, { maxBytes: 0 })).toThrow(expect.objectContaining({ code: 'bad-cache-size' }));
});

it('writes the same file for the same value', async () => {
  const store = folderStore(folder);
  await store.set(keyOf(1), value(3));
  const first = await readFile(fileOf(keyOf(1)));
  await store.set(keyOf(1), value(3));
  expect(await readFile(fileOf(keyOf(1)))).toEqual(first);
});

async function sizeOfEntry(length: number): Promise<number> {
  const store = folderStore(folder);
  await store.set(keyOf('probe'), value(length));
  const { size } = await stat(fileOf(keyOf('probe')));
  await rm(folder, { recursive: true });
  return size;
}
