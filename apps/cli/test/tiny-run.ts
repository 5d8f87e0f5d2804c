import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@graftjs/safetensors';
import { makePictures } from './graft.js';

/** A run of seconds: pictures of 32 pixels, one thread, six of them to a step. */
export const tiny = ['--input-size', '32', '--backend', 'wasm', '--workers', '1', '--batch-size', '6'];

/** Twelve pictures to train on, four for validation, four for the test. */
export async function makePets(cwd: string): Promise<void> {
  await makePictures(join(cwd, 'pets'), {
    ...{ 'train/cat': 6, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2, 'test/cat': 2, 'test/dog': 2 },
  });
}

/** What a bundle says of itself. */
export async function readRecord(path: string): Promise<{
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly head: object;
  readonly freeze: object;
}> {
  const { metadata } = readSafetensors(await readFile(path));
  return JSON.parse(metadata.get('graft') ?? '') as Awaited<ReturnType<typeof readRecord>>;
}
