import { splits, type Dataset, type ImageInput } from '@graftjs/core';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { groupByPattern } from './group-by-pattern.js';
import { imageFiles, outlineFiles, suggestSeed, type PictureFile } from './image-files.js';
import { imageFolder } from './image-folder.js';

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-files-'));
});
afterAll(() => rm(work, { recursive: true }));

const picture = (path: string, content = path): PictureFile => ({ path, blob: new Blob([content]) });
const many = (folder: string, count: number) =>
  Array.from({ length: count }, (_, i) => picture(`${folder}/p${Math.floor(i / 2)}_${i}.jpg`));

async function listAll(data: Dataset<ImageInput>): Promise<unknown[]> {
  const found = [];
  for (const split of splits) {
    for await (const { id, target, group, input } of data.examples(split)) {
      found.push([split, id, target, group, await (input as Blob).text()]);
    }
  }
  return found;
}

async function write(folder: string, files: readonly PictureFile[]): Promise<string> {
  for (const { path, blob } of files) {
    const file = join(work, folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(await blob.arrayBuffer()));
  }
  return join(work, folder);
}

describe('outlineFiles', () => {
  it('divides as imageFiles does, and reads nothing', async () => {
    const files = [...many('dog', 30), ...many('cat', 30)];
    const options = { seed: 3, group: groupByPattern('(p\\d+)_') };
    const reads = files.map(({ blob }) => vi.spyOn(blob, 'arrayBuffer'));
    const outlined = await outlineFiles('pets', files, options);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    const whole = await imageFiles('pets', files, options);
    expect(outlined.task).toEqual(whole.task);
    expect(await listAll(outlined)).toEqual(await listAll(whole));
    await expect(outlineFiles('pets', many('dog', 3))).rejects.toMatchObject({ code: 'one-class' });
  });
});

describe('imageFiles', () => {
  it.each([
    ['classes', [...many('dog', 30), ...many('cat/indoors', 30), picture('.hidden/x.jpg'), picture('note.txt')]],
    ['splits', [...many('train/dog', 30), ...many('train/cat', 30), ...many('Test/dog', 4), ...many('Test/cat', 4)]],
  ])('is the data set that imageFolder makes of the same files: %s', async (name, files) => {
    const options = { seed: 3, group: groupByPattern('(p\\d+)_') };
    const dropped = await imageFiles(name, [...files].reverse(), options);
    const folder = await imageFolder(await write(name, files), options);
    expect(await listAll(dropped)).toEqual(await listAll(folder));
    expect([dropped.name, dropped.fingerprint, dropped.task, dropped.notes]).toEqual([
      folder.name,
      folder.fingerprint,
      folder.task,
      folder.notes,
    ]);
  });

  it('tells how far it is, and stops when asked', async () => {
    const files = [...many('dog', 30), ...many('cat', 30)];
    const seen: number[] = [];
    await imageFiles('pets', files, { onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    await expect(imageFiles('pets', files, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  it('leaves a file that cannot be read to whoever uses it', async () => {
    const gone = Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.reject(new Error('gone')) });
    const files = [...many('dog', 30), ...many('cat', 30), { path: 'cat/gone.jpg', blob: gone }];
    const data = await imageFiles('pets', files, { validation: 0, test: 0 });
    expect([data.size('train'), data.notes]).toEqual([61, []]);
  });

  it.each(['', '/cat/1.jpg', 'cat//1.jpg', '../cat/1.jpg', 'cat/./1.jpg'])('refuses the path "%s"', async (path) => {
    await expect(imageFiles('pets', [picture(path)])).rejects.toMatchObject({
      code: 'bad-path',
      message: `A picture has a path such as "cat/1.jpg", relative and without "." and ".."; got ${JSON.stringify(path)}.`,
    });
  });

  it('refuses what a folder is refused for, in the same words', async () => {
    await expect(imageFiles('pets', many('dog', 9))).rejects.toMatchObject({
      code: 'one-class',
      message: '"pets" has one class, "dog"; there is nothing to tell it from. Add a folder for another class.',
    });
    await expect(imageFiles('pets', [picture('dog/a.jpg'), picture('dog/a.jpg')])).rejects.toMatchObject({
      code: 'ambiguous-name',
    });
    await expect(imageFiles('pets', [], { sed: 1 } as object)).rejects.toMatchObject({
      code: 'unknown-option',
      message:
        'No option "sed" for an image folder. Use: seed, group, validation, test, labels, signal, onProgress. Did you mean "seed"?',
    });
  });
});

describe('suggestSeed', () => {
  const few = [...many('dog', 8), ...many('cat', 8)];

  it('finds one with which every class is in every split', async () => {
    await expect(imageFiles('pets', few)).rejects.toMatchObject({ code: 'too-few-pictures' });
    const seed = suggestSeed('pets', few);
    const data = await imageFiles('pets', few, { seed });
    for (const split of splits) {
      const found = [];
      for await (const { target } of data.examples(split)) found.push(target);
      expect(new Set(found)).toEqual(new Set([0, 1]));
    }
    expect(suggestSeed('pets', few, { seed: seed + 1 })).toBeGreaterThan(seed);
  });

  it('prefers one that divides each class as it should', async () => {
    const pets = [...many('dog', 20), ...many('cat', 20)];
    expect((await imageFiles('pets', pets)).notes.map(({ code }) => code)).toContain('uneven-split');
    const data = await imageFiles('pets', pets, { seed: suggestSeed('pets', pets) });
    expect(data.notes).toEqual([]);
    expect(data.size('test')).toBeGreaterThanOrEqual(4);
  });

  it('takes the most even one where few groups cannot be divided so', async () => {
    const bursts = ['a', 'b', 'c'].flatMap((label) =>
      Array.from({ length: 15 }, (_, at) => picture(`${label}/burst ${at % 3}/${at}.jpg`)),
    );
    const group = (id: string) => id.slice(0, id.lastIndexOf('/'));
    const data = await imageFiles('things', bursts, { group, seed: suggestSeed('things', bursts, { group }) });
    expect(splits.map((split) => data.size(split))).toEqual([15, 15, 15]);
  });

  it('keeps a seed that is good already, and one that no other is better than', () => {
    expect(suggestSeed('pets', [...many('dog', 80), ...many('cat', 80)], { seed: 6 })).toBe(6);
    expect(suggestSeed('pets', [picture('dog/a.jpg'), picture('cat/a.jpg')], { seed: 5 })).toBe(5);
    expect(suggestSeed('pets', few, { seed: 1, validation: 0, test: 0 })).toBe(1);
  });
});
