import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@graftjs/engines/backends';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTurn, tune } from '../../test/strategies.js';
import { toyData, toyRecipe } from '../../test/toy.js';
import { checkpointFolder, clearCheckpoints } from './checkpoint-folder.js';
import { compose } from '../compose.js';
import { fit } from '../fit.js';

/** The disk is full from the so many-th file on. */
const disk = vi.hoisted(() => ({ files: 0, fullFrom: Infinity }));
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...fs,
    async open(...args: Parameters<typeof fs.open>) {
      const file = await fs.open(...args);
      if (++disk.files < disk.fullFrom) return file;
      const write = file.writeFile.bind(file);
      file.writeFile = async (data) => {
        await write((data as Uint8Array).subarray(0, 1000));
        throw new Error('ENOSPC: no space left on device, write');
      };
      return file;
    },
  };
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-checkpoints-'));
  Object.assign(disk, { files: 0, fullFrom: Infinity });
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('keeps the newest and the one before, in a folder that it makes', async () => {
  const inner = join(folder, 'a', 'b');
  const store = checkpointFolder(inner);
  expect([await store.read(0), await store.read(1)]).toEqual([undefined, undefined]);
  for (let i = 1; i <= 4; i++) await store.write(Uint8Array.of(i));
  expect([await store.read(0), await store.read(1)]).toEqual([Uint8Array.of(4), Uint8Array.of(3)]);
  expect(await readdir(inner)).toEqual(['checkpoint-000003.safetensors', 'checkpoint-000004.safetensors']);
});

it('goes on counting where another process ended, removes what that left half written, and no other file', async () => {
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await checkpointFolder(folder).write(Uint8Array.of(1));
  await writeFile(join(folder, '.graft-00000000-0000-0000-0000-000000000000.tmp'), 'half a checkpoint');
  await checkpointFolder(folder).write(Uint8Array.of(2));
  expect((await readdir(folder)).sort()).toEqual([
    'checkpoint-000001.safetensors',
    'checkpoint-000002.safetensors',
    'notes.txt',
  ]);
});

it('is removed with its checkpoints, unless something else is in it', async () => {
  const inner = join(folder, 'inner');
  await clearCheckpoints(inner);
  for (const path of [folder, inner]) await checkpointFolder(path).write(Uint8Array.of(1));
  await writeFile(join(inner, '.graft-00000000-0000-0000-0000-000000000000.tmp'), 'half a checkpoint');
  await clearCheckpoints(inner);
  expect(await readdir(folder)).toEqual(['checkpoint-000001.safetensors']);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await clearCheckpoints(folder);
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

describe('a disk that is full', () => {
  const data = toyData({ sizes: { train: 12, validation: 6, test: 3 } });
  const composition = () => compose(toyRecipe({ data, batchSize: 4, freeze: inTurn((blocks) => [tune(blocks)]) }));
  const hexOf = async (options = {}) => {
    const { network, notes } = await fit(composition(), options);
    return { notes, hex: Buffer.from(network.weights.get('head/scores/kernel')!.data.buffer).toString('hex') };
  };

  it('at any write of a checkpoint stops nothing, and what was written before can be gone on from', async () => {
    await startBackend('cpu');
    const checkpointEvery = { steps: 1 };
    const whole = await hexOf({ checkpoints: checkpointFolder(folder), checkpointEvery });
    const writes = disk.files;
    expect(writes).toBe(7);
    for (let fullFrom = 1; fullFrom <= writes; fullFrom++) {
      const own = join(folder, String(fullFrom));
      Object.assign(disk, { files: 0, fullFrom });
      const run = await hexOf({ checkpoints: checkpointFolder(own), checkpointEvery });
      expect(run.hex).toBe(whole.hex);
      expect(run.notes!.map(({ code }) => code)).toEqual(['checkpoint-failed']);
      expect(run.notes![0]!.message).toContain('Cannot write "');
      expect(run.notes![0]!.message).toContain('ENOSPC: no space left on device');
      expect(await readdir(own)).toHaveLength(Math.min(2, fullFrom - 1));
      Object.assign(disk, { files: 0, fullFrom: Infinity });
      let steps = 0;
      const resumed = await hexOf({
        checkpoints: checkpointFolder(own),
        resume: true,
        onProgress: ({ phase }: { phase: string }) => void (phase === 'step' && steps++),
      });
      expect(resumed.hex).toBe(whole.hex);
      expect(steps).toBe(6 - (fullFrom - 1));
    }
  });
});
