import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRegularFile } from './read-regular-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-regular-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads a file by its path, its address or a link', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'text');
  await symlink(path, join(folder, 'link'));
  for (const name of [path, pathToFileURL(path), join(folder, 'link')]) {
    expect((await readRegularFile(name)).toString()).toBe('text');
  }
});

it.skipIf(process.platform === 'win32')('waits for no pipe and reads no device', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of [pipe, '/dev/zero']) {
    await expect(readRegularFile(path)).rejects.toThrow(
      'it is a device, a pipe or a socket, and only regular files are read',
    );
  }
});

it('leaves to the system what is not there or is a folder', async () => {
  await expect(readRegularFile(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  await expect(readRegularFile(folder)).rejects.toThrow('EISDIR');
});
