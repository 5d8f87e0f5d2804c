import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { checkRegularFile } from '@graftjs/core/read-regular-file';
import type { ByteSource } from './byte-source.js';

/** Node reads at most this many bytes at once. */
const MOST_AT_ONCE = 2 ** 30;

/** A file that is read in pieces; `close` it in the end. */
export interface OpenFile extends ByteSource {
  close(): Promise<void>;
}

/**
 * Opens a file for reading. For Node.
 *
 * @throws GraftError 'cannot-read-file', of a device or a pipe too, and also from reading
 */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await checkRegularFile(path)
    .then(() => open(path))
    .catch((cause: unknown) => {
      throw cannotRead(path, cause);
    });
  const { size } = await handle.stat();
  return {
    size,
    close: () => handle.close(),
    read: (offset, target) => fill(handle, path, offset, target),
  };
}

/** The error for a file that the system does not give. */
export function cannotRead(path: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('cannot-read-file', `Cannot read "${path}": ${reason}.`, { cause });
}

async function fill(handle: FileHandle, path: string, offset: number, target: Uint8Array): Promise<void> {
  for (let done = 0; done < target.length;) {
    const length = Math.min(MOST_AT_ONCE, target.length - done);
    const { bytesRead } = await handle.read(target, done, length, offset + done).catch((cause: unknown) => {
      throw cannotRead(path, cause);
    });
    if (bytesRead === 0) throw cannotRead(path, 'it became shorter while it was read');
    done += bytesRead;
  }
}
