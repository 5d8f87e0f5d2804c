import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY_NAME } from '@graftjs/core/write-file-atomic';

/** No write takes this long, so a temporary file of this age was left by a process that was killed. In milliseconds. */
const STALE_AFTER = 3_600_000;
/** How full the folder may be after making room, so that the next value does not have to make room again. */
const FULLNESS_AFTER_EVICTION = 0.9;

/** Where the value of a key is kept: a folder for each first two digits, since no folder should have 100,000 files. */
export function entryPath(folder: string, key: string): string {
  return join(folder, key.slice(0, 2), `${key}.safetensors`);
}

/**
 * Looks through a cache folder, removes what killed processes left, and then, if the rest takes too much room, what was
 * not used for longest. Touches nothing but files named as the cache names them.
 *
 * @returns bytes that the entries take now
 */
export async function tidyFolder(folder: string, maxBytes: number): Promise<number> {
  const entries: { path: string; bytes: number; usedAt: number }[] = [];
  for (const shard of await list(folder)) {
    if (!shard.isDirectory() || !/^[0-9a-f]{2}$/.test(shard.name)) continue;
    for (const { name } of await list(join(folder, shard.name))) {
      const isEntry = name.startsWith(shard.name) && /^[0-9a-f]{2,128}\.safetensors$/.test(name);
      if (!isEntry && !TEMPORARY_NAME.test(name)) continue;
      const path = join(folder, shard.name, name);
      // Another process may have removed it meanwhile.
      const facts = await stat(path).catch(() => undefined);
      if (!facts) continue;
      if (isEntry) entries.push({ path, bytes: facts.size, usedAt: facts.mtimeMs });
      else if (Date.now() - facts.mtimeMs > STALE_AFTER) await rm(path, { force: true });
    }
  }

  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return total;
  for (const { path, bytes } of entries.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes * FULLNESS_AFTER_EVICTION) break;
    await rm(path, { force: true });
    total -= bytes;
  }
  return total;
}

/** Empty where the folder is not there (any more). */
async function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
