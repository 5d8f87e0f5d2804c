import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY_NAME, writeFileAtomic } from '@graftjs/core/write-file-atomic';
import type { CheckpointStore } from './checkpoint-store.js';

const NAME = /^checkpoint-(\d{6,})\.safetensors$/;
const KEPT = 2;

/**
 * Keeps the last two checkpoints in a folder of their own, numbered. A new one is written under a name of its own and only then
 * is the oldest removed, so that neither a kill nor a full disk can harm what was there.
 *
 * @param folder is made when the first checkpoint is written
 * @throws GraftError 'cannot-write-file' from `write`, with the system's reason
 * @example
 * const run = await fit(composition, { checkpoints: checkpointFolder('runs/pets'), resume: true });
 */
export function checkpointFolder(folder: string): CheckpointStore {
  return {
    async read(age) {
      const number = (await listNewestFirst(folder))[age];
      return number === undefined ? undefined : new Uint8Array(await readFile(join(folder, nameOf(number))));
    },
    async write(bytes) {
      await mkdir(folder, { recursive: true });
      const numbers = await listNewestFirst(folder);
      await writeFileAtomic(join(folder, nameOf((numbers[0] ?? 0) + 1)), bytes);
      const outdated = numbers.slice(KEPT - 1).map(nameOf);
      for (const name of [...outdated, ...(await listTemporary(folder))]) await rm(join(folder, name), { force: true });
    },
  };
}

/** Removes the checkpoints in a folder, and the folder too where nothing else is in it: for a run that has come to its end. */
export async function clearCheckpoints(folder: string): Promise<void> {
  const names = (await listNewestFirst(folder)).map(nameOf);
  for (const name of [...names, ...(await listTemporary(folder))]) await rm(join(folder, name), { force: true });
  if ((await namesIn(folder)).length === 0) await rm(folder, { recursive: true, force: true });
}

async function listNewestFirst(folder: string): Promise<number[]> {
  const numbers = (await namesIn(folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => b - a);
}

/** What a process that was killed left half written. */
async function listTemporary(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => TEMPORARY_NAME.test(name));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function nameOf(number: number): string {
  return `checkpoint-${String(number).padStart(6, '0')}.safetensors`;
}
