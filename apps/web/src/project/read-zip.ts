import type { Entry, FileEntry } from '@zip.js/zip.js';
import { messageOf } from '../message-of.js';
import { texts } from '../texts.js';
import type { DroppedFile } from './sort-drop.js';

/** Bytes that an archive may unpack to: what it holds stays in memory. */
const MOST_BYTES = 4e9;

/**
 * The files in a zip, in the order in which they lie in it.
 *
 * @param name what the archive is called, for messages
 * @throws Error that says what is wrong with it, as when it unpacks to more than 4 GB, whatever it declares
 */
export async function readZip(archive: Blob, name: string): Promise<DroppedFile[]> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js');
  const options = { checkSignature: true, checkOverlappingEntry: true, useWebWorkers: false } as const;
  const reader = new ZipReader(new BlobReader(archive), options);
  const entries = await reader.getEntries().catch((cause: unknown) => {
    throw new Error(texts.archive.damaged(name, messageOf(cause)));
  });
  const files: DroppedFile[] = [];
  let room = MOST_BYTES;
  for (const entry of entries.filter(isFile)) {
    const file = await unpack(entry, room, name);
    room -= file.size;
    files.push({ path: entry.filename, file });
  }
  return files;
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

async function unpack(entry: FileEntry, room: number, name: string): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const tooMuch = new Error(texts.archive.tooMuch(name, `${MOST_BYTES / 1e9} GB`));
  let size = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(bytes) {
      size += bytes.length;
      if (size > room) throw tooMuch;
      parts.push(bytes);
    },
  });
  try {
    await entry.getData(sink);
  } catch (cause) {
    if (size > room) throw tooMuch;
    throw new Error(texts.archive.damaged(name, messageOf(cause)), { cause });
  }
  return new Blob(parts);
}
