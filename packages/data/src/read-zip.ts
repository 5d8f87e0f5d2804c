import { GraftError } from '@graftjs/core';
import type { Entry, FileEntry } from '@zip.js/zip.js';
import type { PictureFile } from './image-files.js';

/** Bytes that an archive may unpack to: what it holds stays in memory. */
const MOST_BYTES = 4e9;

export interface ReadZipOptions {
  /** Bytes that the archive may unpack to, whatever it declares. Default 4 GB. */
  readonly maxBytes?: number | undefined;
  /** The paths to unpack. Default: all. */
  readonly only?: ((path: string) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: { readonly done: number; readonly total: number }) => void) | undefined;
}

/**
 * The files in a zip, hidden ones included, in the order in which they lie in it. Entries may not overlap, lie about their
 * checksum, or lie outside of the archive's own folder. For a browser as for Node.
 *
 * @param name what the archive is called, for messages
 * @throws GraftError 'zip-damaged', 'decompression-bomb'; the reason of `signal` when it aborts
 */
export async function readZip(
  archive: Blob,
  name: string,
  { maxBytes = MOST_BYTES, only = () => true, signal, onProgress }: ReadZipOptions = {},
): Promise<PictureFile[]> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js');
  const options = { checkSignature: true, checkOverlappingEntry: true, useWebWorkers: false } as const;
  const entries = await new ZipReader(new BlobReader(archive), options).getEntries().catch((cause: unknown) => {
    throw damaged(name, cause);
  });
  const wanted = entries.filter(isFile).filter(({ filename }) => only(filename));
  // What it owns up to need not be unpacked first.
  if (wanted.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0) > maxBytes) throw tooMuch(name, maxBytes);
  const files: PictureFile[] = [];
  let room = maxBytes;
  for (const entry of wanted) {
    signal?.throwIfAborted();
    const blob = await unpack(entry, room, name, maxBytes);
    room -= blob.size;
    files.push({ path: entry.filename, blob });
    onProgress?.({ done: files.length, total: wanted.length });
  }
  return files;
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

async function unpack(entry: FileEntry, room: number, name: string, maxBytes: number): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(bytes) {
      size += bytes.length;
      if (size > room) throw tooMuch(name, maxBytes);
      parts.push(bytes);
    },
  });
  try {
    await entry.getData(sink);
  } catch (cause) {
    throw size > room ? tooMuch(name, maxBytes) : damaged(name, cause);
  }
  return new Blob(parts);
}

function damaged(name: string, cause: unknown): GraftError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('zip-damaged', `"${name}" cannot be read: ${why.replace(/\.$/, '')}. Make the zip again.`, {
    cause,
  });
}

function tooMuch(name: string, maxBytes: number): GraftError {
  return new GraftError(
    'decompression-bomb',
    `"${name}" unpacks to more than ${maxBytes / 1e9} GB. Unpack it, and use the folders that you need.`,
  );
}
