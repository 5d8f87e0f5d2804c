import type { Reader } from '@zip.js/zip.js';
import type { ByteSource } from '../source/byte-source.js';
import { readBytes } from '../source/byte-source.js';

/** Loads the library when it is needed, since most of what a page reads is no zip. */
export const loadZip = () => import('@zip.js/zip.js/lib/zip-core-native.js');

type ZipLibrary = Awaited<ReturnType<typeof loadZip>>;

/** A source of bytes as the library reads one. */
export function sourceReader(zip: ZipLibrary, source: ByteSource): Reader<ByteSource> {
  class SourceReader extends zip.Reader<ByteSource> {
    override size = source.size;
    override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
      return readBytes(source, index, Math.max(0, Math.min(length, source.size - index)));
    }
  }
  return new SourceReader(source);
}
