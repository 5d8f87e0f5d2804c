import { readBytes } from '../source/byte-source.js';
import { cursor } from './cursor.js';
import { damaged } from './damaged.js';
import { countElements } from './dataspace.js';
import type { Filter } from './filters.js';
import { unfilter } from './filters.js';
import type { MetadataReader } from './metadata-reader.js';
import { readTree, treeTypes } from './tree.js';
import type { Hdf5Context } from './values.js';

/** A data set that is cut into equal blocks, each perhaps compressed. */
export interface ChunkedValues {
  readonly path: string;
  /** Bytes of all values together. */
  readonly bytes: number;
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly filters: readonly Filter[];
  /** Address of the tree that lists the chunks. */
  readonly tree: number;
  /** Axis lengths of a chunk. */
  readonly chunk: readonly number[];
}

interface Chunk {
  readonly offsets: readonly number[];
  readonly address: number;
  readonly storedBytes: number;
  readonly filters: readonly Filter[];
}

/**
 * Reads all chunks and puts them together, row-major. Every chunk must be there: fill values are not made up.
 *
 * @throws GraftError 'hdf5-damaged', 'bad-compression'
 */
export async function readChunks(
  { source, metadata }: Pick<Hdf5Context, 'source' | 'metadata'>,
  values: ChunkedValues,
): Promise<Uint8Array<ArrayBuffer>> {
  const { path, bytes, shape, elementBytes, chunk } = values;
  if (shape.length === 0 || chunk.length !== shape.length || chunk.some((length) => length === 0)) {
    throw damaged(`"${path}" of shape [${shape.join(', ')}] is cut into chunks of [${chunk.join(', ')}]`);
  }
  const wanted = shape.reduce((product, length, axis) => product * Math.ceil(length / (chunk[axis] ?? 1)), 1);
  const chunks = await listChunks(metadata, values);
  if (chunks.length !== wanted) {
    throw damaged(`"${path}" of shape [${shape.join(', ')}] needs ${wanted} chunks; ${chunks.length} are stored`);
  }
  const chunkBytes = countElements([...chunk, elementBytes]);
  const all = new Uint8Array(bytes);
  for (const { offsets, address, storedBytes, filters } of chunks) {
    if (address + storedBytes > source.size) throw damaged(`a chunk of "${path}" lies beyond the end of the file`);
    const stored = await readBytes(source, address, storedBytes);
    place(await unfilter(stored, filters, chunkBytes, path), offsets, values, all);
  }
  return all;
}

async function listChunks(
  file: MetadataReader,
  { path, shape, chunk, tree, filters }: ChunkedValues,
): Promise<readonly Chunk[]> {
  const what = `the chunk index of "${path}"`;
  const seen = new Set<string>();
  const entries = await readTree(file, tree, treeTypes.chunks, 8 + (shape.length + 1) * 8, what);
  return entries.map(({ key, child }) => {
    const head = cursor(key, what);
    const [storedBytes, skipped] = [head.whole(4), head.whole(4)];
    const offsets = shape.map(() => head.whole(8));
    const onGrid = offsets.every((offset, axis) => offset % (chunk[axis] ?? 1) === 0 && offset < (shape[axis] ?? 0));
    if (!onGrid || seen.has(offsets.join())) throw damaged(`"${path}" has a chunk at [${offsets.join(', ')}]`);
    seen.add(offsets.join());
    const applied = filters.filter((_, index) => (skipped & (1 << index)) === 0);
    return { offsets, address: child, storedBytes, filters: applied };
  });
}

/** Copies a chunk, without what hangs over the edge, run by run along the last axis. */
function place(
  chunkValues: Uint8Array,
  offsets: readonly number[],
  { shape, chunk, elementBytes }: ChunkedValues,
  all: Uint8Array,
): void {
  const last = shape.length - 1;
  const kept = shape.map((length, axis) => Math.min(chunk[axis] ?? 1, length - (offsets[axis] ?? 0)));
  const copy = (axis: number, from: number, to: number): void => {
    const fromNext = from * (chunk[axis] ?? 1);
    const toNext = to * (shape[axis] ?? 1) + (offsets[axis] ?? 0);
    if (axis === last) {
      const begin = fromNext * elementBytes;
      all.set(chunkValues.subarray(begin, begin + (kept[axis] ?? 0) * elementBytes), toNext * elementBytes);
      return;
    }
    for (let at = 0; at < (kept[axis] ?? 0); at++) copy(axis + 1, fromNext + at, toNext + at);
  };
  copy(0, 0, 0);
}
