import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ListedFile } from './listing.js';
import type { ImageDatasetOptions, ReadFile } from './image-dataset.js';

/** Enough to keep a disk busy; each holds one buffer. */
const READERS = 8;
const BUFFER_BYTES = 256 * 1024;

/**
 * Names the content of files, reading piece by piece: memory does not grow with their size.
 *
 * @returns one for each file, in order
 * @throws the reason of `signal` when it aborts
 */
export async function hashFiles(
  files: readonly ListedFile<string>[],
  options: Pick<ImageDatasetOptions, 'signal' | 'onProgress'> = {},
): Promise<ReadFile[]> {
  const { signal, onProgress } = options;
  const hashed: ReadFile[] = [];
  let next = 0;
  let done = 0;
  const read = async (): Promise<void> => {
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let index = next++; index < files.length; index = next++) {
      signal?.throwIfAborted();
      const file = files[index];
      if (file === undefined) continue;
      hashed[index] = file.problem === undefined ? await hashFile(file.location, buffer) : unreadable;
      done += 1;
      onProgress?.({ done, total: files.length });
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return hashed;
}

const unreadable: ReadFile = { hash: undefined, size: 0 };

async function hashFile(location: string, buffer: Uint8Array): Promise<ReadFile> {
  try {
    const file = await open(location);
    try {
      const hash = createHash('sha256');
      let size = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) return { hash: hash.digest('hex'), size };
        hash.update(buffer.subarray(0, bytesRead));
        size += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch {
    // The picture is reported where it is used; here it only has no content to compare.
    return unreadable;
  }
}
