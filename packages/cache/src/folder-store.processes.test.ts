import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildProgram } from '@graftjs/test-support/build-program';
import { afterAll, beforeAll, expect, it } from 'vitest';

// One folder, several processes at once, as when two runs share a cache.

let root: string;
let program: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'graft-cache-processes-'));
  program = join(root, 'hammer.mjs');
  await buildProgram({ text: hammer, folder: new URL('.', import.meta.url) }, program);
});
afterAll(() => rm(root, { recursive: true }));

/** Sets and gets 40 keys over and over; every value is decided by its key, so that a wrong one shows. Prints how often it found one. */
const hammer = `
  import { fingerprint } from '@graftjs/core';
  import { folderStore } from './folder-store.ts';
  const [folder, maxBytes, rounds] = process.argv.slice(2);
  const store = folderStore(folder, { maxBytes: Number(maxBytes) });
  let found = 0;
  for (let i = 0; i < Number(rounds); i++) {
    const number = (i * 7 + process.pid) % 40;
    const key = fingerprint().json(number).hex();
    const got = await store.get(key);
    if (got && !got.data.every((value) => value === number)) throw new Error('wrong value');
    if (got) found++;
    await store.set(key, { dtype: 'float32', shape: [500], data: new Float32Array(500).fill(number) });
  }
  console.log(found);
`;

const run = (folder: string, maxBytes: number, rounds: number) =>
  promisify(execFile)(process.execPath, [program, folder, `${maxBytes}`, `${rounds}`]);

it.each([
  ['with room for all', 1e6],
  ['while both keep making room', 20_000],
])('gives right values to processes that write the same keys %s', async (what, maxBytes) => {
  const folder = join(root, what);
  const results = await Promise.all([1, 2, 3].map(() => run(folder, maxBytes, 400)));
  for (const { stdout, stderr } of results) {
    expect(stderr).toBe('');
    expect(Number(stdout)).toBeGreaterThan(0);
  }
  expect(await temporaries(folder)).toEqual([]);
});

it('leaves nothing wrong behind when a process is killed', async () => {
  const folder = join(root, 'killed');
  for (let i = 0; i < 5; i++) {
    const child = spawn(process.execPath, [program, folder, '1e6', '1e6'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, 200 + i * 37));
    child.kill('SIGKILL');
    await ended;
  }
  const { stdout, stderr } = await run(folder, 1e6, 400);
  expect(stderr).toBe('');
  expect(Number(stdout)).toBeGreaterThan(300);
});

// A limit on the size of a file is a full disk for one process.
it.skipIf(process.platform === 'win32')('says so when the disk is full, and leaves no half of a file', async () => {
  const folder = join(root, 'full');
  const script = join(root, 'full.sh');
  await writeFile(script, 'ulimit -f 1; exec "$@"');
  const failed = await promisify(execFile)('bash', [script, process.execPath, '--import', 'data:text/javascript,process.on("SIGXFSZ",()=>{})', program, folder, '1e6', '1']).catch((error: { stderr: string }) => error); // prettier-ignore
  expect(failed.stderr).toMatch(
    /Cannot keep features in the cache folder ".*full": Cannot write .* EFBIG: file too large/,
  );
  expect(failed.stderr).toContain("code: 'cache-not-writable'");
  expect(await files(folder)).toEqual([]);
});

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function temporaries(folder: string): Promise<string[]> {
  return (await files(folder)).filter((name) => name.endsWith('.tmp'));
}
