import { randomStream, splits, type Dataset, type Example, type ImageInput, type Split } from '@graftjs/core';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { groupByPattern } from './group-by-pattern.js';
import { imageFolder } from './image-folder.js';

let work: string;
const made: string[] = [];
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-data-'));
  made.push(work);
});
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));

/** Writes files whose content is their path unless given. */
async function write(paths: readonly string[], content?: string): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content ?? path);
  }
}
const many = (folder: string, count: number, start = 0) =>
  Array.from({ length: count }, (_, i) => `${folder}/${String(i + start).padStart(4, '0')}.jpg`);

async function list(data: Dataset<ImageInput>, split: Split): Promise<Example<ImageInput>[]> {
  const examples = [];
  for await (const example of data.examples(split)) examples.push(example);
  return examples;
}
async function splitsOf(data: Dataset<ImageInput>): Promise<Map<string, Split>> {
  const found = new Map<string, Split>();
  for (const split of splits) for (const { id } of await list(data, split)) found.set(id, split);
  return found;
}
const notesOf = (data: Dataset<ImageInput>, code: string) => data.notes.filter((note) => note.code === code);

describe('classes alone', () => {
  it('gives every file to one split, with its class as target', async () => {
    await write([...many('dog', 60), ...many('cat', 60)]);
    const data = await imageFolder(work, { seed: 7 });
    expect(data.task).toEqual({ kind: 'classification', labels: ['cat', 'dog'] });
    expect([data.modality, data.notes]).toEqual(['image', []]);
    const all = (await Promise.all(splits.map((split) => list(data, split)))).flat();
    expect(all.map(({ id }) => id).sort()).toEqual([...many('cat', 60), ...many('dog', 60)]);
    expect(splits.map((split) => data.size(split))).toEqual([
      (await list(data, 'train')).length,
      (await list(data, 'validation')).length,
      (await list(data, 'test')).length,
    ]);
    for (const { id, target, group, input } of all) {
      expect(target).toBe(id.startsWith('cat') ? 0 : 1);
      expect(group).toBeUndefined();
      expect(await (input as Blob).text()).toBe(id);
    }
  });

  it('is the same every time, in order, and another with another seed', async () => {
    await write([...many('a', 40), ...many('b', 40)]);
    const ids = async (seed?: number) => (await list(await imageFolder(work, { seed }), 'train')).map(({ id }) => id);
    expect(await ids()).toEqual(await ids(1));
    expect(await ids(1)).toEqual([...(await ids(1))].sort());
    expect(await ids(1)).not.toEqual(await ids(2));
  });

  it('sorts by code unit, whatever the file system says', async () => {
    await write(['b/10.jpg', 'b/9.jpg', 'b/é.jpg', 'b/Z.jpg', 'B/a.jpg', 'B/ä.jpg'], undefined);
    const data = await imageFolder(work, { validation: 0, test: 1 });
    expect(data.task).toMatchObject({ labels: ['B', 'b'] });
    const ids = (await list(data, 'test')).map(({ id }) => id);
    expect(ids).toEqual(['B/a.jpg', 'B/ä.jpg', 'b/10.jpg', 'b/9.jpg', 'b/Z.jpg', 'b/é.jpg']);
  });

  it('looks into folders below a class, and past what systems leave behind', async () => {
    await write([...many('a/x/y', 30), ...many('b', 30)]);
    await write(['a/.hidden.jpg', 'a/Thumbs.db', 'a/x/.DS_Store', 'b/desktop.ini', '.git/config', '__MACOSX/a/1.jpg', 'b/@eaDir/1.jpg']); // prettier-ignore
    const data = await imageFolder(work);
    expect([...(await splitsOf(data)).keys()].sort()).toEqual([...many('a/x/y', 30), ...many('b', 30)]);
  });

  it('counts files that are no pictures, so that they are reported where they are used', async () => {
    await write([...many('a', 30), ...many('b', 30), 'a/notes.doc']);
    expect((await splitsOf(await imageFolder(work))).has('a/notes.doc')).toBe(true);
  });

  it('sets aside what lies beside pictures by its ending, and notes it once', async () => {
    await write([...many('a', 30), ...many('b', 30), 'a/notes.txt', 'b/x/0001.jpg.XML', 'labels.csv']);
    const data = await imageFolder(work);
    expect([...(await splitsOf(data)).keys()].sort()).toEqual([...many('a', 30), ...many('b', 30)]);
    expect(data.notes.map(({ code, ids }) => [code, ids])).toEqual([
      ['sidecar-files', ['a/notes.txt', 'b/x/0001.jpg.XML', 'labels.csv']],
    ]);
  });

  it('names the content of every file that can be read', async () => {
    await write([...many('a', 30), ...many('b', 30)]);
    await write(['b/same.jpg'], 'a/0000.jpg');
    const { given, files } = await imageFolder(work);
    const contents = new Map(splits.flatMap(files).map(({ id, content }) => [id, content]));
    expect(contents.size).toBe(61);
    expect(contents.get('b/same.jpg')).toBe(contents.get('a/0000.jpg'));
    expect(contents.get('a/0000.jpg')).toMatch(/^[0-9a-f]{64}$/);
    expect(given).toEqual([]);
  });

  it('notes files that lie in no class', async () => {
    await write([...many('a', 30), ...many('b', 30), 'readme', 'x.jpg']);
    expect(notesOf(await imageFolder(work), 'files-outside-classes')).toEqual([
      {
        code: 'files-outside-classes',
        message: '2 files lie in no class and are left out: readme, x.jpg.',
        ids: ['readme', 'x.jpg'],
      },
    ]);
  });

  it('takes classes called valid and invalid for what they are', async () => {
    await write([...many('valid', 30), ...many('invalid', 30)]);
    expect((await imageFolder(work)).task).toMatchObject({ labels: ['invalid', 'valid'] });
  });
});

describe('splits as given', () => {
  it('keeps them, by any of their names', async () => {
    for (const validation of ['validation', 'val', 'valid', 'Valid']) {
      await rm(work, { recursive: true });
      await write(['train', validation, 'test'].flatMap((s) => ['a', 'b'].flatMap((c) => many(`${s}/${c}`, 2))));
      const data = await imageFolder(work);
      expect(splits.map((split) => data.size(split))).toEqual([4, 4, 4]);
      const test = await list(data, 'test');
      expect(test.map(({ id, target }) => [id, target])).toEqual([
        ['test/a/0000.jpg', 0],
        ['test/a/0001.jpg', 0],
        ['test/b/0000.jpg', 1],
        ['test/b/0001.jpg', 1],
      ]);
    }
  });

  it('takes validation from train where it has no folder, and leaves test alone', async () => {
    await write(['train/a', 'train/b'].flatMap((folder) => many(folder, 100)));
    await write(['test/a', 'test/b'].flatMap((folder) => many(folder, 3)));
    const data = await imageFolder(work, { validation: 0.3 });
    expect(data.size('test')).toBe(6);
    expect(data.size('train') + data.size('validation')).toBe(200);
    expect(Math.abs(data.size('validation') - 60)).toBeLessThan(20);
    for (const { id } of await list(data, 'validation')) expect(id).toMatch(/^train\//);
  });

  it('has no test where there is no folder for it', async () => {
    await write(['train/a', 'train/b'].flatMap((folder) => many(folder, 50)));
    expect((await imageFolder(work)).size('test')).toBe(0);
  });

  it('notes a group that lies in two of them', async () => {
    await write(['train/a/p1-1.jpg', 'train/b/p2-1.jpg', 'val/a/p3-1.jpg', 'val/b/p4-1.jpg', 'test/a/p1-2.jpg', 'test/b/p5-1.jpg']); // prettier-ignore
    const data = await imageFolder(work, { group: groupByPattern('(p\\d+)-') });
    expect(notesOf(data, 'groups-across-splits')).toEqual([
      {
        code: 'groups-across-splits',
        message: '1 group lies in more than one split of the folder: results will look better than they are. p1.',
        ids: ['test/a/p1-2.jpg', 'train/a/p1-1.jpg'],
      },
    ]);
  });
});

describe('whatever the tree (20 drawn at random)', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i);
  it.each(seeds)('adding files moves no other, and no group is split: tree %i', async (seed) => {
    const random = randomStream(seed, 'tree');
    const classes = Array.from({ length: 2 + random.below(3) }, (_, i) => `class ${i}`);
    const layout = random.below(2) === 0 ? '' : 'train/';
    const draw = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => {
        const depth = random.below(2) === 0 ? '' : `sub ${random.below(3)}/`;
        const label = classes[random.below(classes.length)];
        return `${layout}${label}/${depth}patient${random.below(300)}-${from + i}.jpg`;
      });
    await write(classes.flatMap((label, c) => Array.from({ length: 40 }, (_, i) => `${layout}${label}/patient${1000 * (c + 1) + i}-0.jpg`))); // prettier-ignore
    await write(draw(150, 1));
    const options = { seed, group: groupByPattern('(patient\\d+)') };
    const before = await splitsOf(await imageFolder(work, options));
    await write(draw(100, 1000));
    const data = await imageFolder(work, options);
    const after = await splitsOf(data);
    expect(after.size).toBe(before.size + 100);
    for (const [id, split] of before) expect(after.get(id), id).toBe(split);

    const splitOfGroup = new Map<string, Split>();
    for (const split of splits) {
      for (const { id, group = '' } of await list(data, split)) {
        expect(id).toContain(`/${group}-`);
        expect(splitOfGroup.get(group) ?? split, group).toBe(split);
        splitOfGroup.set(group, split);
      }
    }
    expect(new Set(splitOfGroup.values()).size).toBe(layout === '' ? 3 : 2);
  });
});

describe('notes', () => {
  it('finds content that is in two splits, in one twice, and under two classes', async () => {
    await write(['train', 'val', 'test'].flatMap((s) => ['a', 'b'].flatMap((c) => many(`${s}/${c}`, 3))));
    await write(['train/a/x.jpg', 'test/a/x.jpg'], 'one');
    await write(['train/a/y.jpg', 'train/b/y.jpg'], 'two');
    await write(['train/a/empty.jpg', 'test/a/empty.jpg'], '');
    const data = await imageFolder(work);
    expect(data.notes.map(({ code, ids }) => [code, ids])).toEqual([
      ['duplicates-across-splits', ['test/a/x.jpg', 'train/a/x.jpg']],
      ['duplicates-within-split', ['train/a/y.jpg', 'train/b/y.jpg']],
      ['conflicting-labels', ['train/a/y.jpg', 'train/b/y.jpg']],
    ]);
  });

  it('says how many examples have no group, where groups were asked for', async () => {
    await write([...many('a', 30), ...many('b', 30)]);
    const data = await imageFolder(work, { group: groupByPattern('a/(\\d+)') });
    expect(notesOf(data, 'ungrouped')[0]).toMatchObject({
      message: '30 of 60 examples have no group, so each is its own: b/0000.jpg; b/0001.jpg; b/0002.jpg; and 27 more.',
      ids: many('b', 30),
    });
    expect(notesOf(await imageFolder(work), 'ungrouped')).toEqual([]);
  });

  it('says when a class is divided unevenly', async () => {
    // One patient has nearly all pictures of a class.
    await write([...many('a/big', 80), ...many('a/small', 12).map((path) => path.replace('small/', 'small/s')), ...many('b', 90)]); // prettier-ignore
    const data = await imageFolder(work, { group: groupByPattern('(big|s?\\d{4})') });
    expect(notesOf(data, 'uneven-split')).toHaveLength(1);
    expect(notesOf(data, 'uneven-split')[0]!.message).toMatch(/ has \d+ % of "a", not \d+ %/);
  });
});

describe('fingerprint', () => {
  it('changes with a name, a class, a split and a content, and with nothing else', async () => {
    const fingerprintOf = async (seed = 1) => (await imageFolder(work, { seed })).fingerprint;
    await write([...many('a', 30), ...many('b', 30)]);
    const first = await fingerprintOf();
    await write(['a/.hidden']);
    expect(await fingerprintOf()).toBe(first);
    const elsewhere = work;
    work = await mkdtemp(join(tmpdir(), 'graft-data-'));
    made.push(work);
    await write([...many('b', 30), ...many('a', 30)]);
    expect(await fingerprintOf()).toBe(first);
    work = elsewhere;

    const seen = new Set([first, await fingerprintOf(2)]);
    await write(['a/0003.jpg'], 'changed');
    seen.add(await fingerprintOf());
    await write(['a/new.jpg']);
    seen.add(await fingerprintOf());
    await rm(join(work, 'a/new.jpg'));
    await write(['b/new.jpg'], 'a/new.jpg');
    seen.add(await fingerprintOf());
    expect(seen.size).toBe(5);
  });

  it('reports how far it has read, and stops when told to', async () => {
    await write([...many('a', 30), ...many('b', 30)]);
    const seen: number[] = [];
    await imageFolder(work, { onProgress: ({ done, total }) => seen.push(done / total) });
    expect([seen.length, seen.at(-1)]).toEqual([60, 1]);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const stop = new AbortController();
    const reading = imageFolder(work, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what cannot be read', () => {
  it('fails where it is used, and nowhere else', async () => {
    await write([...many('a', 5), ...many('b', 5)]);
    await symlink(join(work, 'nowhere'), join(work, 'a/dangling.jpg'));
    execFileSync('mkfifo', [join(work, 'b/pipe.jpg')]);
    const data = await imageFolder(work, { validation: 0, test: 1 });
    await rm(join(work, 'a/0001.jpg'));
    const reasons: Record<string, string> = {};
    for (const { id, input } of await list(data, 'test')) {
      await (input as Blob).arrayBuffer().catch((error: Error & { code: string }) => {
        expect(error.code).toBe('unreadable-file');
        reasons[id] = error.message;
      });
    }
    const end = 'Was it moved or changed?';
    expect(reasons).toEqual({
      'a/0001.jpg': `The file cannot be read: Unable to open file as blob. ${end}`,
      'a/dangling.jpg': `The file cannot be read: it is a link to nothing. ${end}`,
      'b/pipe.jpg': `The file cannot be read: it is no regular file. ${end}`,
    });
  });

  it('follows links, but not in circles', async () => {
    await write([...many('a', 30), ...many('other', 30)]);
    await symlink(join(work, 'other'), join(work, 'b'));
    expect((await imageFolder(work)).task).toMatchObject({ labels: ['a', 'b', 'other'] });
    await symlink(work, join(work, 'a/again'));
    await expect(imageFolder(work)).rejects.toMatchObject({
      code: 'symlink-loop',
      message: `The folder "a/again" in "${work}" is a link to a folder that it lies in. Remove the link.`,
    });
  });

  it.skipIf(process.platform === 'win32')('says which folder cannot be read, and why', async () => {
    await write([...many('a', 3), ...many('b', 3)]);
    await chmod(work, 0o755);
    await chmod(join(work, 'b'), 0o000);
    // Nothing is closed to root.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(imageFolder(work)).rejects.toMatchObject({
        code: 'unreadable-folder',
        message: `A folder cannot be read: EACCES: permission denied, scandir '${join(work, 'b')}'. Check its permissions.`,
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(join(work, 'b'), 0o755);
    }
  });
});

describe('refuses', () => {
  const example = () => `${work}/cat/1.jpg, ${work}/dog/2.jpg`;
  const layouts = 'Use either one folder a class, or train/, validation/ and test/ with one folder a class in each.';

  it.each<[string, string, readonly string[], () => string]>([
    [
      'no classes: an empty folder',
      'no-classes',
      [],
      () => `"${work}" is empty. Give each class a folder with its pictures: ${example()}.`,
    ],
    [
      'no classes: files alone',
      'no-classes',
      ['1.jpg', '2.jpg'],
      () => `"${work}" has 2 files but no folder. Give each class a folder with its pictures: ${example()}.`,
    ],
    [
      'one class',
      'one-class',
      many('cat', 9),
      () => `"${work}" has one class, "cat"; there is nothing to tell it from. Add a folder for another class.`,
    ],
    [
      'a folder around the classes',
      'one-class',
      [...many('pets/cat', 9), ...many('pets/dog', 9)],
      () =>
        `"${work}" has one class, "pets"; there is nothing to tell it from. Add a folder for another class. If the classes lie in it, give "${work}/pets".`,
    ],
    [
      'one class in a split',
      'one-class',
      [...many('train/cat', 9), ...many('test/cat', 9)],
      () => `"${work}/train" has one class, "cat"; there is nothing to tell it from. Add a folder for another class.`,
    ],
    [
      'an empty class',
      'empty-class',
      [...many('cat', 9), 'dog/.keep', 'emu/x/.keep'],
      () => `No picture in dog, emu of "${work}". Add pictures to each class, or remove its folder.`,
    ],
    [
      'an empty class in a split',
      'empty-class',
      [...many('train/cat', 9), ...many('train/dog', 9), ...many('test/cat', 9), 'test/dog/.keep'],
      () => `No picture in test/dog of "${work}". Add pictures to each class, or remove its folder.`,
    ],
    [
      'classes beside train',
      'mixed-layout',
      [...many('train/cat', 9), ...many('cat', 9)],
      () => `"${work}" has splits (train) and beside them cat. ${layouts}`,
    ],
    [
      'classes beside test',
      'mixed-layout',
      [...many('test/cat', 9), ...many('cat', 9), ...many('dog', 9)],
      () => `"${work}" has classes (cat, dog) beside a split (test). ${layouts}`,
    ],
    [
      'two folders for a split',
      'mixed-layout',
      [...many('train/cat', 1), ...many('val/cat', 1), ...many('valid/cat', 1)],
      () => `"${work}" has two folders for the validation split: val and valid. Merge them.`,
    ],
    [
      'splits without train',
      'no-train-split',
      [...many('test/cat', 1), ...many('val/cat', 1)],
      () =>
        `"${work}" has test, val and no train. ${layouts} To measure a model on it, no train is needed: graft evaluate, or the option labels.`,
    ],
    [
      'a class that train has not',
      'classes-differ',
      [...many('train/cat', 9), ...many('train/dog', 9), ...many('test/cat', 1), ...many('test/Dogs', 1)],
      () => '"test" has a class "Dogs" that "train" has not. Nearest there: dog, cat. Rename, add or remove it.',
    ],
    [
      'a class that only train has',
      'classes-differ',
      [
        ...many('train/cat', 9),
        ...many('train/dog', 9),
        ...many('train/emu', 9),
        ...many('test/cat', 1),
        ...many('test/dog', 1),
      ],
      () => '"test" has no class "emu", which "train" has. It has cat, dog. Add it there or remove it here.',
    ],
    [
      'two names that are one',
      'ambiguous-name',
      ['a/\u00e9.jpg', 'a/e\u0301.jpg', 'b/1.jpg'],
      () => `Two files in "${work}" have the name "a/\u00e9.jpg", written with different bytes. Rename one.`,
    ],
  ])('%s', async (_, code, paths, message) => {
    // prettier-ignore
    await write(paths);
    await expect(imageFolder(work)).rejects.toMatchObject({ code, message: message() });
  });

  it('too few pictures to divide, and names a seed that would do', async () => {
    await write([...many('cat', 60), ...many('dog', 4)]);
    const group = groupByPattern('(cat/\\d+|dog/000[01]|dog/\\d+)');
    let seed = 0;
    let failure: (Error & { code: string }) | undefined;
    while (failure === undefined) {
      seed += 1;
      failure = await imageFolder(work, { seed, group }).then(
        () => undefined,
        (error: Error & { code: string }) => error,
      );
    }
    expect(failure.code).toBe('too-few-pictures');
    const pattern = new RegExp(
      `^No picture of "dog" fell into (train|validation|test): it has 4 pictures, which seed ${seed} divides by chance\\. ` +
        'A class needs at least 3, one each for train, validation, test, and better 20\\. ' +
        'Add pictures, or use another seed: with (\\d+) each split gets some\\.$',
    );
    expect(failure.message).toMatch(pattern);
    const better = Number(pattern.exec(failure.message)![2]);
    await expect(imageFolder(work, { seed: better, group })).resolves.toBeDefined();
  });

  it('a class that no seed can divide, counting its groups', async () => {
    await write([...many('cat', 60), ...many('dog', 4)]);
    await expect(imageFolder(work, { group: groupByPattern('(cat/\\d+|dog)') })).rejects.toMatchObject({
      code: 'too-few-pictures',
      message: expect.stringMatching(
        /^No picture of "dog" fell into \w+: it has 4 pictures in 1 group, which seed 1 .+ Add pictures\.$/,
      ) as string,
    });
  });

  it('a folder that is not there, and a file', async () => {
    await expect(imageFolder(join(work, 'x'))).rejects.toMatchObject({
      code: 'missing-folder',
      message: `There is no folder "${join(work, 'x')}". Check the path.`,
    });
    await write(['x.jpg']);
    await expect(imageFolder(join(work, 'x.jpg'))).rejects.toMatchObject({
      code: 'not-a-folder',
      message: `"${join(work, 'x.jpg')}" is a file. Give the folder that holds one folder of pictures for each class.`,
    });
  });

  it('options that are unknown, bad, or have no meaning for the folder', async () => {
    await write(['train/a', 'train/b', 'test/a', 'test/b'].flatMap((folder) => many(folder, 30)));
    const refused = (options: object) => expect(imageFolder(work, options)).rejects;
    await refused({ sede: 3 }).toMatchObject({
      code: 'unknown-option',
      message:
        'No option "sede" for an image folder. Use: seed, group, validation, test, labels, signal, onProgress. Did you mean "seed"?',
    });
    await refused({ test: 0.1 }).toMatchObject({
      code: 'unused-option',
      message: 'The folder itself says what is for test, so the option test: 0.1 has no meaning. Leave it out.',
    });
    await refused({ seed: 1.5 }).toMatchObject({ code: 'bad-seed' });
    await refused({ validation: 2 }).toMatchObject({ code: 'bad-split-fractions' });
  });
});
