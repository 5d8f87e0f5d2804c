import { inflate } from '../source/inflate.js';
import { cursor } from './cursor.js';
import { damaged, unsupported } from './damaged.js';

/** What was done to the bytes of each chunk when it was written. */
export type Filter = { readonly kind: 'deflate' } | { readonly kind: 'shuffle'; readonly bytes: number };

/** Registered filters that Keras users may meet, for messages. */
const names: Readonly<Record<number, string>> = {
  3: 'fletcher32',
  4: 'szip',
  5: 'nbit',
  6: 'scaleoffset',
  32000: 'lzf',
  32001: 'blosc',
  32004: 'lz4',
  32008: 'bitshuffle',
  32013: 'zfp',
  32015: 'zstd',
};

/**
 * Reads a filter pipeline message.
 *
 * @returns filters in the order in which they were applied
 * @throws GraftError 'hdf5-unsupported' for any filter but deflate and shuffle
 * @see HDF5 File Format Specification 3.0, IV.A.2.l
 */
export function readFilters(message: Uint8Array<ArrayBuffer>, path: string): readonly Filter[] {
  const body = cursor(message, `the filters of "${path}"`);
  const version = body.whole(1);
  if (version !== 1 && version !== 2)
    throw damaged(`the filters of "${path}" have version ${version}; 1 and 2 are known`);
  const count = body.whole(1);
  if (version === 1) body.skip(6);
  return Array.from({ length: count }, () => {
    const id = body.whole(2);
    const nameBytes = version === 2 && id < 256 ? 0 : body.whole(2);
    body.skip(2);
    const parameters = body.whole(2);
    body.skip(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const first = parameters > 0 ? body.whole(4) : 0;
    body.skip(Math.max(0, parameters - 1) * 4 + (version === 1 && parameters % 2 === 1 ? 4 : 0));
    if (id === 1) return { kind: 'deflate' };
    if (id === 2) return { kind: 'shuffle', bytes: first };
    throw unsupported(
      `"${path}" is stored with the filter ${names[id] ?? `number ${id}`}; deflate (gzip) and shuffle are known`,
      'Save it again with Keras, which uses none, or with h5repack -f GZIP=4.',
    );
  });
}

/**
 * Takes the filters off a chunk, last one first.
 *
 * @param bytes how many there must be in the end
 */
export async function unfilter(
  stored: Uint8Array<ArrayBuffer>,
  filters: readonly Filter[],
  bytes: number,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let chunk = stored;
  for (const filter of [...filters].reverse()) {
    chunk =
      filter.kind === 'deflate'
        ? await inflate(chunk, 'deflate', bytes, `A chunk of "${path}"`)
        : unshuffle(chunk, filter.bytes);
  }
  if (chunk.length !== bytes) throw damaged(`a chunk of "${path}" has ${chunk.length} bytes instead of ${bytes}`);
  return chunk;
}

/** Shuffling put the first bytes of all elements first, then all second ones, and so on; what is left over stays behind. */
function unshuffle(shuffled: Uint8Array<ArrayBuffer>, elementBytes: number): Uint8Array<ArrayBuffer> {
  if (elementBytes < 2) return shuffled;
  const count = Math.floor(shuffled.length / elementBytes);
  const plain = shuffled.slice();
  for (let byte = 0; byte < elementBytes; byte++) {
    for (let element = 0; element < count; element++) {
      plain[element * elementBytes + byte] = shuffled[byte * count + element] ?? 0;
    }
  }
  return plain;
}
