import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readModelFiles } from '../fixtures/read-model-files.js';
import { refusal } from '../fixtures/refusal.js';
import { readTfjsArtifactsFile } from './open-folder.js';
import { readTfjsArtifacts } from './read-artifacts.js';

let work = '';
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'tfjs-'));
  cpSync(fileURLToPath(new URL('../../fixtures/tfjs/plain.uint8', import.meta.url)), work, { recursive: true });
});
afterEach(() => rm(work, { recursive: true }));

it('reads from a folder, or the description in it, what is read from its files', async () => {
  const expected = await readTfjsArtifacts(readModelFiles('plain.uint8'));
  expect(await readTfjsArtifactsFile(work)).toEqual(expected);
  expect(await readTfjsArtifactsFile(join(work, 'model.json'))).toEqual(expected);
});

it('follows no link: of a shard, of a folder before it, or of the description', async () => {
  const shard = 'group1-shard1of2.bin';
  await rename(join(work, shard), join(work, 'elsewhere'));
  await symlink(join(work, 'elsewhere'), join(work, shard));
  expect(await refusal(() => readTfjsArtifactsFile(work))).toBe(
    `not-a-file: "${work}": Its ${shard} is no plain file; a link is not followed.`,
  );
  const inner = join(work, 'inner');
  await mkdir(inner);
  await symlink(tmpdir(), join(inner, 'out'));
  const model = {
    modelTopology: { node: [] },
    weightsManifest: [{ paths: [`out/${work.split('/').at(-1)!}/elsewhere`], weights: [] }],
  };
  await writeFile(join(inner, 'model.json'), JSON.stringify(model));
  expect(await refusal(() => readTfjsArtifactsFile(inner))).toContain('is no plain file; a link is not followed.');
  await rm(join(inner, 'model.json'));
  await symlink(join(work, 'model.json'), join(inner, 'model.json'));
  expect(await refusal(() => readTfjsArtifactsFile(inner))).toContain('Its model.json is no plain file');
});

it('names the file in every message', async () => {
  await rm(join(work, 'group1-shard2of2.bin'));
  expect(await refusal(() => readTfjsArtifactsFile(join(work, 'model.json')))).toContain(
    `tfjs-shards: "${work}/model.json": The files of weights do not fit model.json. 1 missing: group1-shard2of2.bin.`,
  );
  expect(await refusal(() => readTfjsArtifactsFile(join(work, 'none')))).toContain(
    `cannot-read-file: Cannot read "${work}/none": ENOENT`,
  );
});
