import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFolder } from './image-folder.js';
import { imageZip, readZipRecipe } from './image-zip.js';
import { readPictureZip } from './picture-zip.js';

const names = ['cat', 'dog'].flatMap((label) => Array.from({ length: 12 }, (_, index) => `${label}/${index}.jpg`));
const facts = {
  format: 'graft-project',
  version: 1,
  name: 'pets',
  classes: ['cat', 'cow', 'dog'],
  recipe: { seed: 4, groupBy: '(burst)', head: 'mlp' },
};
const pack = async (entries: Readonly<Record<string, string>>) => {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, text] of Object.entries(entries)) await zip.add(name, new TextReader(text));
  return zip.close();
};
const pictures = (above = '') => Object.fromEntries(names.map((name) => [`${above}${name}`, name]));

describe('imageZip', () => {
  let work = '';
  const write = async (name: string, entries: Readonly<Record<string, string>>) => {
    const file = join(work, name);
    writeFileSync(file, await pack(entries));
    return file;
  };
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'graft-image-zip-'));
  });
  afterAll(() => rmSync(work, { recursive: true }));

  it('is the data set of the folder that was packed, with or without folders around it', async () => {
    for (const [name, text] of Object.entries(pictures())) {
      mkdirSync(join(work, 'pets', dirname(name)), { recursive: true });
      writeFileSync(join(work, 'pets', name), text);
    }
    const folder = await imageFolder(join(work, 'pets'), { seed: 4 });
    for (const [name, above] of [
      ['pets.zip', ''],
      ['Pets.ZIP', 'all/of them/'],
    ] as const) {
      // prettier-ignore
      const zip = await imageZip(await write(name, pictures(above)), { seed: 4 });
      expect(zip.fingerprint).toBe(folder.fingerprint);
      expect(zip.name.toLowerCase()).toBe('pets');
    }
  });

  it('leaves out of a project what takes no part, and gives its recipe', async () => {
    const entries = { ...pictures(), 'project.json': JSON.stringify(facts), '.off/undivided/cow/1.jpg': 'cow' };
    const file = await write('some.zip', entries);
    const data = await imageZip(file, { seed: 4 });
    expect([data.name, data.task.kind === 'classification' && data.task.labels]).toEqual(['pets', ['cat', 'dog']]);
    expect(data.notes.map(({ code }) => code)).not.toContain('sidecar-files');
    expect(await readZipRecipe(file)).toEqual(facts.recipe);
    expect(await readZipRecipe(await write('plain.zip', pictures()))).toEqual({});
    const { off } = await readPictureZip(new Blob([await pack(entries)]), 'some.zip');
    expect(off.map(({ path }) => path)).toEqual(['undivided/cow/1.jpg']);
  });

  it.each([
    [{ ...facts, version: 2 }, 'its version is 2, and this program reads version 1'],
    [{ ...facts, recipe: {} }, 'a name, classes, or a recipe with a seed is missing or of another kind'],
  ])('refuses a project that it cannot read: %#', async (project, why) => {
    const zip = new Blob([await pack({ 'project.json': JSON.stringify(project) })]);
    await expect(readPictureZip(zip, 'x.zip')).rejects.toMatchObject({
      code: 'bad-project',
      message: `project.json in "x.zip" cannot be used: ${why}. Export the project again.`,
    });
  });

  it('takes a project.json that is another program’s for a file beside the pictures', async () => {
    for (const text of ['{', '{"format":"other"}']) {
      const zip = new Blob([await pack({ ...pictures('all/'), 'project.json': text })]);
      expect((await readPictureZip(zip, 'x.zip')).project).toBeUndefined();
    }
  });

  it('refuses a file that is not there', async () => {
    await expect(imageZip(join(work, 'none.zip'))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('none.zip" cannot be read'),
    });
  });
});
