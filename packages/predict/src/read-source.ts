import { GraftError } from '@graftjs/core';
import { readBytes } from '@graftjs/core/read-bytes';

/** A file that somebody chose, its bytes, or its address: one relative to the page, in Node a path. */
export type ModelSource = Blob | Uint8Array | URL | string;

/**
 * All bytes of a model's file.
 *
 * @throws GraftError 'unreadable-file', 'bad-source'
 */
export async function readSource(source: ModelSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (typeof source === 'string' || source instanceof URL) return readBytes(source);
  if (source instanceof Blob) return readBlob(source);
  throw new GraftError(
    'bad-source',
    `A model is opened from a file (a Blob), its bytes (a Uint8Array) or its address; got ${Object.prototype.toString.call(source).slice(8, -1)}.`,
  );
}

/** What a message calls it; undefined where it has no name. */
export function nameSource(source: ModelSource): string | undefined {
  if (typeof source === 'string' || source instanceof URL) return String(source);
  return 'name' in source && typeof source.name === 'string' ? source.name : undefined;
}

async function readBlob(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `The file cannot be read: ${reason}. Was it moved or changed?`, { cause });
  }
}
