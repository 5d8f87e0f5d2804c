import { damaged } from './damaged.js';
import type { MetadataReader } from './metadata-reader.js';

/** An entry of the lowest level of a tree. */
export interface TreeEntry {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly child: number;
}

/** What a tree keeps. */
export const treeTypes = { members: 0, chunks: 1 } as const;

const MOST_LEVELS = 16;
const HEAD_BYTES = 24;

/**
 * Reads a version 1 B-tree.
 *
 * @param keyBytes length of each key
 * @param what what the tree is, for messages
 * @returns the lowest entries, left to right
 * @see HDF5 File Format Specification 3.0, III.A.1
 */
export async function readTree(
  file: MetadataReader,
  root: number,
  type: (typeof treeTypes)[keyof typeof treeTypes],
  keyBytes: number,
  what: string,
): Promise<readonly TreeEntry[]> {
  let nodes = [root];
  let below = MOST_LEVELS;
  const seen = new Set<number>();
  for (;;) {
    const entries: TreeEntry[] = [];
    const levels = new Set<number>();
    for (const address of nodes) {
      if (seen.has(address)) throw damaged(`${what} goes round in circles`);
      seen.add(address);
      const head = await file.at(address, HEAD_BYTES, what);
      head.expect('TREE');
      if (head.whole(1) !== type) throw damaged(`${what} is a tree of another kind`);
      levels.add(head.whole(1));
      const count = head.whole(2);
      const body = await file.at(address + HEAD_BYTES, count * (keyBytes + 8), what);
      for (let entry = 0; entry < count; entry++) {
        entries.push({ key: body.bytes(keyBytes), child: body.whole(8) });
      }
    }
    const [level = 0, ...others] = levels;
    if (others.length > 0 || level >= below) throw damaged(`${what} is not in order`);
    if (level === 0 || entries.length === 0) return entries;
    below = level;
    nodes = entries.map(({ child }) => child);
  }
}
