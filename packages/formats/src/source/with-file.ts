import { GraftError } from '@graftjs/core';
import type { ByteSource } from './byte-source.js';
import { openFile } from './open-file.js';

/** Opens a file, works on it, and closes it, whatever happens. For Node. */
export async function withFile<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  const source = await openFile(path);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** Puts the file's name in front of every GraftError that has none yet. */
export async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof GraftError) || cause.message.includes(`"${path}"`)) throw cause;
    throw new GraftError(cause.code, `"${path}": ${cause.message}`, { cause });
  }
}
