import type { Cursor } from './cursor.js';
import { damaged } from './damaged.js';
import type { MetadataReader } from './metadata-reader.js';

const COLLECTION_HEAD = 16;
const OBJECT_HEAD = 16;

/**
 * The bytes of one text in a global heap.
 *
 * @param reference length, address of the collection, and number within it: 16 bytes
 * @see HDF5 File Format Specification 3.0, III.E
 */
export async function readHeapText(file: MetadataReader, reference: Cursor): Promise<Uint8Array<ArrayBuffer>> {
  const [length, address, wanted] = [reference.whole(4), reference.address(), reference.whole(4)];
  if (length === 0) return new Uint8Array(0);
  if (address === undefined) throw damaged('a text lies nowhere');
  const what = `the text collection at ${address}`;
  const head = await file.at(address, COLLECTION_HEAD, what);
  head.expect('GCOL');
  head.skip(4);
  const end = address + head.whole(8);
  for (let at = address + COLLECTION_HEAD; at + OBJECT_HEAD <= end;) {
    const object = await file.at(at, OBJECT_HEAD, what);
    const number = object.whole(2);
    object.skip(6);
    const size = object.whole(8);
    // Number 0 is the space that is left.
    if (number === 0) break;
    if (number === wanted) {
      if (length > size) throw damaged(`a text has ${length} bytes where only ${size} are kept`);
      return (await file.at(at + OBJECT_HEAD, length, what)).bytes(length);
    }
    at += OBJECT_HEAD + Math.ceil(size / 8) * 8;
  }
  throw damaged(`${what} has no text number ${wanted}`);
}
