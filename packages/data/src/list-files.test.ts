import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listFiles } from './list-files.js';
import type { ListedFile } from './listing.js';

let work: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-list-'));
  await chmod(work, 0o755);
  await mkdir(join(work, 'a/b.jpg'), { recursive: true });
  for (const file of ['a/1.jpg', 'a/b.jpg/2.jpg', '.hidden.jpg', 'a/Thumbs.db']) await writeFile(join(work, file), '');
});
afterEach(() => rm(work, { recursive: true }));

it.skipIf(process.platform === 'win32')('hands over folders that cannot be listed, and lists the rest', async () => {
  await symlink(work, join(work, 'a/again'));
  await mkdir(join(work, 'closed'));
  await chmod(join(work, 'closed'), 0o000);
  await promisify(execFile)('mkfifo', [join(work, 'pipe.jpg')]);
  const problems: ListedFile<string>[] = [];
  // Nothing is closed to root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    const { files } = await listFiles(work, { onProblem: (folder) => problems.push(folder) });
    expect(files.map(({ path, problem }) => [path, problem])).toEqual([
      ['a/1.jpg', undefined],
      ['a/b.jpg/2.jpg', undefined],
      ['pipe.jpg', 'it is no regular file'],
    ]);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(join(work, 'closed'), 0o755);
  }
  expect(problems).toEqual(
    expect.arrayContaining([
      {
        path: 'a/again',
        location: join(work, 'a/again'),
        problem: `The folder "a/again" in "${work}" is a link to a folder that it lies in. Remove the link.`,
      },
      {
        path: 'closed',
        location: join(work, 'closed'),
        problem: expect.stringContaining('A folder cannot be read: EACCES'),
      },
    ]),
  );
});
