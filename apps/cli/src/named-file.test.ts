import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNamedText } from './named-file.js';

let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-named-'));
});
afterAll(() => rm(work, { recursive: true }));

it('reads a text without its byte order mark', async () => {
  await writeFile(join(work, 'labels.txt'), '\ufeffred\n');
  expect(await readNamedText(join(work, 'labels.txt'))).toBe('red\n');
});

it('says why a file cannot be read, and by what it was named', async () => {
  const refused = (path: string, message: string) =>
    expect(readNamedText(path, { by: '--labels', advice: 'Name a text file.' })).rejects.toMatchObject({
      code: 'cannot-read-file',
      message: `Cannot read "${path}" (--labels): ${message}. Name a text file.`,
    });
  await refused(join(work, 'none.txt'), 'there is no such file');
  await refused(work, 'it is a folder');
  await refused('/dev/null', 'it is a device, a pipe or a socket, and only regular files are read');
});
