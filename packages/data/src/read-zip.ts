import { GraftError } from '@graftjs/core';
import type { Entry, FileEntry } from '@zip.js/zip.js';
import type { PictureFile } from './image-files.js';

/** Bytes that compressed entries may unpack to: they stay in memory. */
const MOST_BYTES = 4e9;
/** The method of an entry that is as long in the archive as out of it. */
const STORED = 0;

export interface ReadZipOptions {
  /** Bytes that compressed entries may unpack to, whatever they declare. Default 4 GB. */
  readonly maxBytes?: number | undefined;
  /** The paths to unpack. Default: all. */
  readonly only?: ((path: string) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: { readonly done: number; readonly total: number }) => void) | undefined;
}

/**
 * The files in a zip, hidden ones included, in the order in which they lie in it. Entries may not overlap, lie about their
 * checksum, or lie outside of the archive's own folder. What is stored uncompressed stays in the archive, of which its file is a
 * slice; what is compressed is unpacked. For a browser as for Node.
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
  const checks = { checkSignature: true, checkOverlappingEntry: true, useWebWorkers: false } as const;
  const options = { ...checks, ...(signal && { signal }) };
  const entries = await new ZipReader(new BlobReader(archive), options).getEntries().catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw damaged(name, cause);
  });
  const wanted = entries.filter(isFile).filter(({ filename }) => only(filename));
  const compressed = wanted.filter(({ compressionMethod }) => compressionMethod !== STORED);
  // An entry that goes on beyond what it declares is ended there, as damaged.
  if (compressed.reduce((sum, entry) => sum + entry.uncompressedSize, 0) > maxBytes) throw tooMuch(name, maxBytes);
  const files: PictureFile[] = [];
  for (const entry of wanted) {
    signal?.throwIfAborted();
    const read = entry.compressionMethod === STORED ? checkStored(archive, entry) : unpack(entry);
    const blob = await read.catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw damaged(name, cause);
    });
    files.push({ path: entry.filename, blob });
    onProgress?.({ done: files.length, total: wanted.length });
  }
  return files;
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

/** Where an entry lies in its archive, once it was read through and found to be what it says. */
async function checkStored(archive: Blob, entry: FileEntry): Promise<Blob> {
  await entry.getData(new WritableStream());
  const { localDirectory } = entry;
  if (localDirectory === undefined) throw new Error('An entry has no header');
  return archive.slice(localDirectory.dataOffset, localDirectory.dataOffset + entry.uncompressedSize);
}

async function unpack(entry: FileEntry): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  await entry.getData(new WritableStream<Uint8Array<ArrayBuffer>>({ write: (bytes) => void parts.push(bytes) }));
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
