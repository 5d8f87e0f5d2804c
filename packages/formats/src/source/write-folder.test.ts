import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEMPORARY_NAME, writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { writeFolderAtomic } from './write-folder.js';

/** How many more times a folder is renamed before the process seems to be killed; undefined: it is not. */
const left = vi.hoisted(() => ({ renames: undefined as number | undefined }));

vi.mock('node:fs/promises', async (load) => {
  const fs = await load<typeof import('node:fs/promises')>();
  const never = new Promise<void>(() => undefined);
  const rename: typeof fs.rename = (from, to) =>
    left.renames === undefined || left.renames-- > 0 ? fs.rename(from, to) : never;
  return { ...fs, rename };
});

let parent = '';
let path = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'graft-folder-'));
  path = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true }));

const write = (text: string, overwrite = true): Promise<void> =>
  writeFolderAtomic(path, new Map([['a', new TextEncoder().encode(text)]]), { overwrite, isOurs: () => true });
const written = (): Promise<string> => readFile(join(path, 'a'), 'utf8');

/** Writes and is killed after some renames. */
async function killed(renames: number): Promise<void> {
  left.renames = renames;
  void write('new');
  await vi.waitUntil(() => left.renames === -1);
  left.renames = undefined;
}

it('replaces a folder, and leaves nothing else', async () => {
  await write('old');
  expect(await refusal(() => write('new', false))).toBe(
    `file-exists: "${path}" exists already and was left as it is. Choose another name, or allow overwriting.`,
  );
  await write('new');
  expect(await written()).toBe('new');
  expect(await readdir(parent)).toEqual(['model']);
});

it('gives a folder its name back that a kill between the renames took from it', async () => {
  await write('old');
  await killed(1);
  const names = await readdir(parent);
  expect(names).not.toContain('model');
  const aside = names.filter((name) => !TEMPORARY_NAME.test(name));
  expect(aside).toEqual(['.model.graft-aside']);
  await writeFileAtomic(join(parent, 'other'), 'text');
  expect(await refusal(() => write('newer', false))).toContain('file-exists: ');
  expect(await written()).toBe('old');
  await write('newer');
  expect(await written()).toBe('newer');
  expect(await readdir(parent)).not.toContain('.model.graft-aside');
});

it('keeps the old folder where the kill came before it was set aside', async () => {
  await write('old');
  await killed(0);
  expect(await written()).toBe('old');
});
