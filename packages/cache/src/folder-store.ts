import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FeatureStore } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import pLimit from 'p-limit';
import { checkKey } from './check-key.js';
import { checkMaxBytes } from './check-max-bytes.js';
import { decodeEntry, encodeEntry } from './entry.js';
import { entryPath, tidyFolder } from './entry-folder.js';

/** Open files at a time: far below any system's limit, and enough to keep a disk busy. */
const CONCURRENCY = 32;

/**
 * Keeps features in a folder, one file each, and removes those not used for longest once they take too much room.
 *
 * Several processes may use one folder at once; it may be deleted at any time. For Node.
 *
 * @param folder made when the first value is kept
 * @param options.maxBytes room for files; a value that is larger by itself is not kept. Processes that write at once may
 *   together go over by an eighth each. Default 1 GiB
 * @throws GraftError 'bad-cache-size'; `get` and `set`: 'bad-cache-key'; `set`: 'cache-not-writable' that names the folder
 */
export function folderStore(folder: string, { maxBytes = 2 ** 30 }: { readonly maxBytes?: number } = {}): FeatureStore {
  checkMaxBytes(maxBytes);
  const limit = pLimit(CONCURRENCY);
  // What may be written before the folder is looked through again: nothing at first, since it may be full already.
  let allowance = 0;
  let written = 0;
  let tidying: Promise<void> | undefined;

  const tidy = async (): Promise<void> => {
    const before = written;
    const total = await tidyFolder(folder, maxBytes);
    // Capped, because other processes write too and only looking shows how much.
    allowance = Math.min(maxBytes - total, maxBytes / 8) - (written - before);
  };
  const write = async (key: string, file: Uint8Array): Promise<void> => {
    const path = entryPath(folder, key);
    await mkdir(dirname(path), { recursive: true });
    // Bytes that a power cut loses are noticed when they are read, so nothing waits for the disk.
    await writeFileAtomic(path, file, { sync: false });
    written += file.byteLength;
    allowance -= file.byteLength;
    if (allowance < 0) await (tidying ??= tidy().finally(() => (tidying = undefined)));
  };
  return {
    async get(key) {
      checkKey(key);
      const file = await limit(() => readUsed(entryPath(folder, key)));
      return file && decodeEntry(key, file);
    },
    async set(key, value) {
      checkKey(key);
      const file = encodeEntry(key, value);
      if (file.byteLength > maxBytes) return;
      await limit(() => write(key, file)).catch((cause: unknown) => {
        throw notWritable(folder, cause);
      });
    },
  };
}

/** Reads a file and notes that it was used. Whatever cannot be read is missing. */
async function readUsed(path: string): Promise<Uint8Array | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const now = new Date();
    // Not ours to write, but readable all the same.
    await handle.utimes(now, now).catch(() => undefined);
    return await handle.readFile().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

function notWritable(folder: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
  return new GraftError(
    'cache-not-writable',
    `Cannot keep features in the cache folder "${folder}": ${reason}. Make room, choose another folder, or work without a cache.`,
    { cause },
  );
}
