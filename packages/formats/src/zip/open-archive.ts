import { GraftError } from '@graftjs/core';
import type { Entry, FileEntry, ZipReader } from '@zip.js/zip.js';
import type { ByteSource } from '../source/byte-source.js';
import { byteSource, sourceWithin } from '../source/byte-source.js';
import type { ExpansionBudget } from '../source/expansion-budget.js';
import { expansionBudget } from '../source/expansion-budget.js';
import { loadZip, sourceReader } from './zip-library.js';

/** A zip file whose entries are read one at a time. */
export interface Archive {
  /** Of files, with their folders: 'assets/vocabulary.txt'. */
  readonly names: readonly string[];
  /**
   * A file in it. One that is stored as it is, as Keras does it, is read in its place; a compressed one is unpacked.
   *
   * @returns undefined when there is none of that name
   * @throws GraftError 'zip-damaged', 'decompression-bomb'
   */
  open(name: string): Promise<ByteSource | undefined>;
  /** Of this file, for what is unpacked from an entry in turn. */
  readonly budget: ExpansionBudget;
}

/**
 * Opens a zip file, strictly: entries may not overlap, lie about their size or their checksum, or mean two things to two
 * readers.
 *
 * @throws GraftError 'zip-damaged'
 */
export async function openArchive(source: ByteSource): Promise<Archive> {
  const zip = await loadZip();
  const options = {
    strictness: 'strict',
    checkOverlappingEntry: true,
    checkSignature: true,
    useWebWorkers: false,
  } as const;
  const reader = new zip.ZipReader(sourceReader(zip, source), options);
  const entries = new Map<string, FileEntry>();
  for (const entry of await listEntries(reader)) {
    if (entry.directory) continue;
    if (entries.has(entry.filename))
      throw unreadable(`Entry "${entry.filename}" of this zip file`, 'it is there twice');
    entries.set(entry.filename, entry);
  }
  const budget = expansionBudget(source.size);
  return {
    names: [...entries.keys()],
    async open(name) {
      const entry = entries.get(name);
      return entry && (await openEntry(source, entry, budget));
    },
    budget,
  };
}

/** Each takes about 8 kB of memory, and 90 bytes of the file. */
const MOST_ENTRIES = 10_000;

/** All of them before any is looked at: only then is it known whether the archive is in order. */
async function listEntries(reader: ZipReader<unknown>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entries.length === MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} entries`);
      entries.push(entry);
    }
  } catch (cause) {
    throw unreadable('This zip file', cause);
  }
  return entries;
}

const STORED = 0;

async function openEntry(source: ByteSource, entry: FileEntry, budget: ExpansionBudget): Promise<ByteSource> {
  const what = `Entry "${entry.filename}" of this zip file`;
  const isStored = entry.compressionMethod === STORED;
  if (!isStored) budget.spend(entry.uncompressedSize, what);
  const unpacked = new Uint8Array(isStored ? 0 : entry.uncompressedSize);
  let done = 0;
  const sink = new WritableStream<Uint8Array>({
    write(bytes) {
      if (done + bytes.length > entry.uncompressedSize)
        throw new Error(`it unpacks to more than the ${entry.uncompressedSize} bytes that it declares`);
      if (!isStored) unpacked.set(bytes, done);
      done += bytes.length;
    },
  });
  await entry.getData(sink).catch((cause: unknown) => {
    throw unreadable(what, cause);
  });
  if (done !== entry.uncompressedSize)
    throw unreadable(what, `it has ${done} bytes instead of ${entry.uncompressedSize}`);
  if (!isStored) return byteSource(unpacked);
  const begin = entry.localDirectory?.dataOffset;
  if (begin === undefined) throw unreadable(what, 'it has no place');
  return sourceWithin(source, begin, entry.uncompressedSize);
}

function unreadable(what: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GraftError(
    'zip-damaged',
    `${what} cannot be read: ${reason}. Get the file again from where it came from.`,
    { cause },
  );
}
