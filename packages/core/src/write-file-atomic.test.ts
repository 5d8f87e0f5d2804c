import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildProgram } from '@graftjs/test-support/build-program';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { TEMPORARY_NAME, writeFileAtomic } from './write-file-atomic.js';

let folder: string;
let path: string;
/** The module as JavaScript, for processes of their own. */
let compiled: string;

beforeAll(async () => {
  compiled = join(await mkdtemp(join(tmpdir(), 'graft-compiled-')), 'write-file-atomic.mjs');
  await buildProgram(new URL('./write-file-atomic.ts', import.meta.url), compiled);
});
afterAll(() => rm(dirname(compiled), { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-write-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

it('writes text and bytes, new or in place of an old file, and leaves nothing else', async () => {
  await writeFileAtomic(path, 'größe');
  expect(await readFile(path, 'utf8')).toBe('größe');
  await writeFileAtomic(path, Uint8Array.of(1, 2), { sync: false });
  expect([...(await readFile(path))]).toEqual([1, 2]);
  expect(await readdir(folder)).toEqual(['file']);
});

it('keeps the permissions of the old file, and follows a link', async () => {
  await writeFile(path, 'old');
  await chmod(path, 0o640);
  await symlink(path, join(folder, 'link'));
  await writeFileAtomic(join(folder, 'link'), 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

it('does not replace a file where that is not allowed, whoever put it there', async () => {
  await writeFileAtomic(path, 'first', { overwrite: false });
  await expect(writeFileAtomic(path, 'second', { overwrite: false })).rejects.toMatchObject({
    code: 'file-exists',
    message: `"${path}" exists already and was left as it is. Choose another name, or allow overwriting.`,
  });

  const race = Array.from({ length: 8 }, (_, i) =>
    writeFileAtomic(join(folder, 'race'), `${i}`, { overwrite: false }).then(() => i),
  );
  const settled = await Promise.allSettled(race);
  const won = settled.filter((result) => result.status === 'fulfilled');
  expect(won.map(({ value }) => `${value}`)).toEqual([await readFile(join(folder, 'race'), 'utf8')]);
  expect(settled.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code)).toEqual(
    Array.from({ length: 7 }, () => 'file-exists'),
  );
  expect((await readdir(folder)).sort()).toEqual(['file', 'race']);
});

it('says what the system said', async () => {
  const missing = join(folder, 'no', 'such', 'folder');
  await expect(writeFileAtomic(missing, '')).rejects.toMatchObject({
    code: 'cannot-write-file',
    message: expect.stringMatching(/^Cannot write ".*folder": ENOENT: no such file or directory/),
  });
  await mkdir(path);
  await expect(writeFileAtomic(path, '')).rejects.toMatchObject({ code: 'cannot-write-file' });
  expect(await readdir(folder)).toEqual(['file']);
});

it.skipIf(process.platform === 'win32')('puts no file in the place of a device, a pipe or a folder', async () => {
  await promisify(execFile)('mkfifo', [path]);
  await expect(writeFileAtomic(path, '')).rejects.toMatchObject({
    code: 'cannot-write-file',
    message: `Cannot write "${path}": it is a device, a pipe or a socket. Name a file.`,
  });
  expect((await stat(path)).isFIFO()).toBe(true);
  await expect(writeFileAtomic(folder, '')).rejects.toMatchObject({
    message: `Cannot write "${folder}": it is a folder. Name a file.`,
  });
});

it.skipIf(process.platform === 'win32')('removes what a process that was killed left, at the next write', async () => {
  const script = `
    const { writeFileAtomic } = await import(${JSON.stringify(compiled)});
    const { readdirSync } = await import('node:fs');
    void writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(200_000_000));
    setInterval(() => {
      if (readdirSync(${JSON.stringify(folder)}).length > 0) process.kill(process.pid, 'SIGKILL');
    }, 1);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch(() => undefined);
  expect(await readdir(folder)).toEqual([expect.stringMatching(TEMPORARY_NAME)]);
  await writeFileAtomic(path, 'new');
  expect(await readdir(folder)).toEqual(['file']);
});

// A limit on the size of a file is a full disk for one process: the write is short, and only the next one fails.
it.skipIf(process.platform === 'win32')('keeps the old file whole when there is no room for the new one', async () => {
  await writeFile(path, 'old');
  const script = `
    process.on('SIGXFSZ', () => {});
    const { writeFileAtomic } = await import(${JSON.stringify(compiled)});
    await writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(2_000_000)).then(
      () => console.log('no error'),
      (error) => console.log(error.code, error.message),
    );`;
  const { stdout } = await promisify(execFile)('bash', ['-c', 'ulimit -f 1000 && exec "$0" --input-type=module -e "$1"', process.execPath, script]); // prettier-ignore
  expect(stdout).toMatch(/^cannot-write-file Cannot write ".*file": EFBIG: file too large/);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file']);
});

it.skipIf(process.platform === 'win32')('removes what is half-written when the process is interrupted', async () => {
  const script = `
    const { writeFileAtomic } = await import(${JSON.stringify(compiled)});
    const { readdirSync } = await import('node:fs');
    void writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(200_000_000));
    setInterval(() => {
      const names = readdirSync(${JSON.stringify(folder)});
      if (names.length > 0) { console.log(names[0]); process.kill(process.pid, 'SIGINT'); }
    }, 1);`;
  const child = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch(
    (error: { signal: string; stdout: string }) => error,
  );
  expect(child).toMatchObject({ signal: 'SIGINT' });
  expect(child.stdout.trim()).toMatch(TEMPORARY_NAME);
  expect(await readdir(folder)).toEqual([]);
});
