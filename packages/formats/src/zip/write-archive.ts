import { GraftError } from '@graftjs/core';
import type { ByteSource } from '../source/byte-source.js';
import { loadZip, sourceReader } from './zip-library.js';

/** The earliest time that a zip can say, as Python's zipfile writes it: what is in a file depends on no clock. */
const NO_DATE = new Date(1980, 0, 1);

/** What a zip adds to each entry, besides twice its name, and at its end. */
const ENTRY_BYTES = 30 + 16 + 46;
const END_BYTES = 22;

/**
 * Writes a zip file of entries stored as they are, in their order. The same entries always give the same bytes.
 *
 * @throws GraftError 'zip-too-large' from 4 GB on
 */
export async function writeArchive(entries: ReadonlyMap<string, ByteSource>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = await loadZip();
  const names = [...entries.keys()].map((name) => new TextEncoder().encode(name).length);
  const sizes = [...entries.values()].map(({ size }) => size);
  const total = sizes.reduce((sum, size, at) => sum + size + 2 * (names[at] ?? 0) + ENTRY_BYTES, END_BYTES);
  if (total >= 2 ** 32)
    throw new GraftError('zip-too-large', `The file would have ${total} bytes; a zip may have at most 4 GB.`);
  const file = new Uint8Array(total);
  let done = 0;
  const sink = new WritableStream<Uint8Array>({
    write(bytes) {
      file.set(bytes, done);
      done += bytes.length;
    },
  });
  const options = {
    level: 0,
    lastModDate: NO_DATE,
    extendedTimestamp: false,
    dataDescriptor: true,
    zip64: false,
    useWebWorkers: false,
  };
  const writer = new zip.ZipWriter(sink, options);
  for (const [name, source] of entries) await writer.add(name, sourceReader(zip, source));
  await writer.close();
  return done === total ? file : file.slice(0, done);
}
