import type { ByteSource } from '../source/byte-source.js';
import { readBytes } from '../source/byte-source.js';
import type { Cursor } from './cursor.js';
import { cursor } from './cursor.js';
import { damaged } from './damaged.js';

/** Small reads anywhere in a file, through a few pages kept in memory. */
export interface MetadataReader {
  /** Bytes in the file. */
  readonly size: number;
  /**
   * @param what what lies there, for messages
   * @throws GraftError 'hdf5-damaged' where they go beyond the file
   */
  at(address: number, length: number, what: string): Promise<Cursor>;
}

const PAGE_BYTES = 2 ** 16;
const PAGES_KEPT = 32;

/** Metadata of an honest file are read a few times over; a crafted one may not be read for ever. */
const READ_FACTOR = 64;
const READ_FLOOR = 2 ** 28;

export function metadataReader(source: ByteSource): MetadataReader {
  const pages = new Map<number, Uint8Array<ArrayBuffer>>();
  let budget = Math.max(READ_FLOOR, source.size * READ_FACTOR);
  const page = async (number: number): Promise<Uint8Array<ArrayBuffer>> => {
    const begin = number * PAGE_BYTES;
    const found = pages.get(number) ?? (await readBytes(source, begin, Math.min(PAGE_BYTES, source.size - begin)));
    pages.delete(number);
    pages.set(number, found);
    const oldest = pages.keys().next();
    if (pages.size > PAGES_KEPT && !oldest.done) pages.delete(oldest.value);
    return found;
  };
  return {
    size: source.size,
    async at(address, length, what) {
      if (address + length > source.size) {
        throw damaged(`${what} should be ${length} bytes at ${address}, but the file has ${source.size} bytes`);
      }
      budget -= length + PAGE_BYTES / 256;
      if (budget < 0) throw damaged('its parts refer to each other without end');
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const from = address + done;
        const part = (await page(Math.floor(from / PAGE_BYTES))).subarray(
          from % PAGE_BYTES,
          (from % PAGE_BYTES) + length - done,
        );
        bytes.set(part, done);
        done += part.length;
      }
      return cursor(bytes, what);
    },
  };
}
