import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { splits } from '@graftjs/core';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { imageFolder } from './image-folder.js';

const labels = ['cat', 'dog', 'emu'];
const made: string[] = [];
let work: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-tried-'));
  made.push(work);
});
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));

/** Files by how many there are of each folder. */
async function write(counts: Readonly<Record<string, number>>): Promise<void> {
  for (const [folder, count] of Object.entries(counts)) {
    for (let number = 0; number < count; number++) {
      const file = join(work, folder, `${number}.jpg`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${folder} ${number}`);
    }
  }
}
const sizes = async () => {
  const data = await imageFolder(work, { labels });
  expect(data.task).toEqual({ kind: 'classification', labels });
  return { given: data.given, sizes: splits.map((split) => data.size(split)) };
};

it('needs no folder train to try a model', async () => {
  await write({ 'test/cat': 2, 'test/dog': 1 });
  expect(await sizes()).toEqual({ given: ['test'], sizes: [0, 0, 3] });
});

it('needs neither every class nor a picture of each in every split', async () => {
  await write({ dog: 9 });
  const { given, sizes: found } = await sizes();
  expect(given).toEqual([]);
  expect(found.reduce((sum, size) => sum + size, 0)).toBe(9);
  const targets = [];
  const data = await imageFolder(work, { labels, validation: 0, test: 1 });
  for await (const { target } of data.examples('test')) targets.push(target);
  expect(new Set(targets)).toEqual(new Set([1]));
});

it('takes classes that are called as a split for classes where the model has them', async () => {
  await write({ test: 3, val: 3 });
  const data = await imageFolder(work, { labels: ['test', 'val'] });
  expect([data.given, splits.flatMap(data.files).length]).toEqual([[], 6]);
});

it('refuses classes that the model does not know, all at once', async () => {
  await write({ cat: 1, Dogs: 1, gnu: 1 });
  await expect(imageFolder(work, { labels })).rejects.toMatchObject({
    code: 'unknown-label',
    message: `"${work}" has classes that the model does not know: Dogs, gnu. It knows cat, dog, emu. Rename them to the model's word, or move them elsewhere.`,
  });
});

it('refuses folders without a single picture', async () => {
  await mkdir(join(work, 'cat'));
  await expect(imageFolder(work, { labels })).rejects.toMatchObject({ code: 'empty-class' });
});
