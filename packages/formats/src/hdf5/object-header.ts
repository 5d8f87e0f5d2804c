import type { Cursor } from './cursor.js';
import { cursor } from './cursor.js';
import { damaged, unsupported } from './damaged.js';
import type { MetadataReader } from './metadata-reader.js';

/** One message of an object header: a property of a group or data set. */
export interface Message {
  readonly type: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The message types that are read; others say nothing that a reader needs. */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

interface Place {
  readonly address: number;
  readonly length: number;
}

interface Prefix {
  readonly version: 1 | 2;
  readonly first: Place;
  /** Bytes of each message before its body. */
  readonly messageHead: number;
}

/** Message flag: the message lies elsewhere and is shared with other objects. */
const SHARED = 0x02;
const MOST_BLOCKS = 4096;
const CHECKSUM_BYTES = 4;
const LONGEST_PREFIX = 34;
const lengthOfLength = [1, 2, 4, 8] as const;

/**
 * Reads all messages of the object at an address, in either version of the header.
 *
 * @param path the object's path, for messages
 * @throws GraftError 'hdf5-damaged', 'hdf5-unsupported'
 * @see HDF5 File Format Specification 3.0, IV.A.1
 */
export async function readMessages(file: MetadataReader, address: number, path: string): Promise<readonly Message[]> {
  const what = `the header of "${path}"`;
  const prefix = await readPrefix(file, address, what);
  const places = [prefix.first];
  const seen = new Set([prefix.first.address]);
  const messages: Message[] = [];
  for (const place of places) {
    const block = await file.at(place.address, place.length, what);
    while (block.left >= prefix.messageHead) {
      const type = block.whole(prefix.version === 1 ? 2 : 1);
      const length = block.whole(2);
      const flags = block.whole(1);
      block.skip(prefix.messageHead - (prefix.version === 1 ? 5 : 4));
      const body = block.bytes(length);
      if ((flags & SHARED) !== 0) {
        throw unsupported(`"${path}" shares a part of its description with other objects`, 'Save it again with Keras.');
      }
      if (type === messageTypes.continuation) {
        const next = await readContinuation(file, body, prefix.version, what);
        if (seen.has(next.address) || seen.size > MOST_BLOCKS) throw damaged(`${what} goes round in circles`);
        seen.add(next.address);
        places.push(next);
      } else {
        messages.push({ type, body });
      }
    }
  }
  return messages;
}

async function readPrefix(file: MetadataReader, address: number, what: string): Promise<Prefix> {
  const version = (await file.at(address, 1, what)).whole(1);
  const start = await file.at(address, Math.min(LONGEST_PREFIX, file.size - address), what);
  if (version !== 1) return readVersion2(start, address, what);
  start.skip(8);
  return { version: 1, first: { address: address + 16, length: start.whole(4) }, messageHead: 8 };
}

function readVersion2(start: Cursor, address: number, what: string): Prefix {
  start.expect('OHDR');
  const version = start.whole(1);
  if (version !== 2) throw damaged(`${what} has version ${version}; 1 and 2 are known`);
  const flags = start.whole(1);
  start.skip(((flags & 0x20) === 0 ? 0 : 16) + ((flags & 0x10) === 0 ? 0 : 4));
  const length = start.whole(lengthOfLength[flags & 3] ?? 1);
  return { version: 2, first: { address: address + start.position, length }, messageHead: (flags & 4) === 0 ? 4 : 6 };
}

/** In version 2, a continuation has a signature before its messages and a checksum behind them. */
async function readContinuation(
  file: MetadataReader,
  body: Uint8Array<ArrayBuffer>,
  version: Prefix['version'],
  what: string,
): Promise<Place> {
  const place = cursor(body, what);
  const [address, length] = [place.whole(8), place.whole(8)];
  if (version === 1) return { address, length };
  (await file.at(address, 4, what)).expect('OCHK');
  if (length < 4 + CHECKSUM_BYTES) throw damaged(`${what} goes on in ${length} bytes`);
  return { address: address + 4, length: length - 4 - CHECKSUM_BYTES };
}
