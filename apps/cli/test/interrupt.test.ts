import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { finish, makeFolder, makePictures, startGraft } from './graft.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { cat: 200, dog: 200 });
});

it.each(['SIGINT', 'SIGTERM'] as const)('stops at %s, says so, and leaves nothing half-written', async (signal) => {
  await rm(join(cwd, 'features'), { recursive: true, force: true });
  const args = ['train', 'pets', '--cache', 'features', '--workers', '1', '--backend', 'wasm', '--json'];
  const child = startGraft(cwd, ...args, '--out', 'pets.safetensors', '--report', 'report.md');
  const ended = finish(child);
  // Features that are kept show that it is in the middle of its work.
  while ((await readdir(join(cwd, 'features')).catch(() => [])).length === 0) {
    expect(child.exitCode).toBe(null);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill(signal);
  const { code, stdout, stderr } = await ended;

  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'interrupted', message: 'Interrupted.' } });
  expect(stderr).toContain('Interrupted. Nothing was left half-written.');
  for (const file of ['pets.safetensors', 'report.md']) await expect(access(join(cwd, file))).rejects.toThrow('ENOENT');
  expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
