import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildProgram } from '@graftjs/test-support/build-program';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeBundle } from './encode-bundle.js';
import { loadBundle, saveBundle } from './files.js';
import { numbersPlugin, tinyRun } from './fixtures/tiny-run.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-bundle-'));
  path = join(folder, 'flowers.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const preprocessors = [numbersPlugin];

it('writes the bytes of the bundle, and reads them', async () => {
  await saveBundle(tinyRun(), path, { metrics: { accuracy: 1 } });
  expect(await readFile(path)).toEqual(Buffer.from(encodeBundle(tinyRun(), { metrics: { accuracy: 1 } })));
  const bundle = await loadBundle(path, { preprocessors });
  expect(bundle).toMatchObject({ id: 'tiny/random+flowers', metrics: { accuracy: 1 } });
  expect(await readdir(folder)).toEqual(['flowers.safetensors']);
});

it('replaces a file only when told to', async () => {
  await writeFile(path, 'my thesis');
  await expect(saveBundle(tinyRun(), path)).rejects.toMatchObject({
    code: 'file-exists',
    message: `"${path}" exists already and was left as it is. Choose another name, or allow overwriting.`,
  });
  expect(await readFile(path, 'utf8')).toBe('my thesis');
  await saveBundle(tinyRun(), path, { overwrite: true });
  expect((await loadBundle(path, { preprocessors })).cut).toBe('relu');
});

it('names the file that is missing, cut short, or no bundle', async () => {
  await expect(loadBundle(path, { preprocessors })).rejects.toMatchObject({
    code: 'cannot-read-file',
    message: expect.stringMatching(/^Cannot read ".*flowers.safetensors": ENOENT: no such file or directory/),
  });
  await writeFile(path, encodeBundle(tinyRun()).subarray(0, 500));
  await expect(loadBundle(path, { preprocessors })).rejects.toMatchObject({
    code: 'bundle-truncated',
    message: expect.stringContaining(`"${path}": This bundle is cut short. `),
  });
  await writeFile(path, 'a letter to the editor');
  await expect(loadBundle(path, { preprocessors })).rejects.toMatchObject({
    code: 'not-a-bundle',
    message: expect.stringContaining(`"${path}": This is not a bundle. `),
  });
});

// A limit on the size of a file is a full disk for one process: the write is short, and only the next one fails.
it.skipIf(process.platform === 'win32')('leaves the old bundle whole when the disk is full', async () => {
  await saveBundle(tinyRun(), path);
  const old = await readFile(path);
  const { code, message } = await saveWithoutRoom(path);
  expect(code).toBe('cannot-write-file');
  expect(message).toMatch(/^Cannot write ".*flowers.safetensors": EFBIG: file too large/);
  expect(await readFile(path)).toEqual(old);
  expect(await readdir(folder)).toEqual(['flowers.safetensors']);
});

/** Saves over a bundle in a process that may write 1 KiB to a file, and tells how that went. */
async function saveWithoutRoom(target: string): Promise<{ code: string; message: string }> {
  // Within the package, so that the process finds what is not bundled.
  const reports = fileURLToPath(new URL('../.reports/', import.meta.url));
  await mkdir(reports, { recursive: true });
  const program = join(await mkdtemp(join(reports, 'save-')), 'save.mjs');
  const text = `
    import { saveBundle } from './files.ts';
    import { tinyRun } from './fixtures/tiny-run.ts';
    process.on('SIGXFSZ', () => {});
    saveBundle(tinyRun(), process.argv[2], { overwrite: true }).then(
      () => console.log(JSON.stringify({ code: 'none' })),
      ({ code, message }) => console.log(JSON.stringify({ code, message })),
    );`;
  await buildProgram({ text, folder: new URL('.', import.meta.url) }, program);
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', 'ulimit -f 1; exec "$@"', 'bash', process.execPath, program, target]); // prettier-ignore
    return JSON.parse(stdout);
  } finally {
    await rm(dirname(program), { recursive: true });
  }
}

it.skipIf(process.platform === 'win32')('waits for no pipe', async () => {
  await promisify(execFile)('mkfifo', [path]);
  await expect(loadBundle(path, { preprocessors })).rejects.toMatchObject({
    code: 'cannot-read-file',
    message: `Cannot read "${path}": it is a device, a pipe or a socket, and only regular files are read.`,
  });
});
