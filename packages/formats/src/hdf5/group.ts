import { cursor } from './cursor.js';
import { damaged, external, unsupported } from './damaged.js';
import type { MetadataReader } from './metadata-reader.js';
import type { Message } from './object-header.js';
import { messageTypes } from './object-header.js';
import { readTree, treeTypes } from './tree.js';

const LONGEST_NAME = 1024;
const NAME_KEY_BYTES = 8;

/**
 * The addresses of a group's members by name, whichever of the two old ways they are kept.
 *
 * @param path the group's path, for messages
 * @throws GraftError 'hdf5-external' for a soft or external link, 'hdf5-damaged', 'hdf5-unsupported'
 * @see HDF5 File Format Specification 3.0, III.A to III.D and IV.A.2.g
 */
export async function readLinks(
  file: MetadataReader,
  messages: readonly Message[],
  path: string,
): Promise<ReadonlyMap<string, number>> {
  const links = new Map<string, number>();
  const add = (name: string, address: number): void => {
    if (links.has(name)) throw damaged(`"${path}" has two members called "${name}"`);
    links.set(name, address);
  };
  for (const { type, body } of messages) {
    if (type === messageTypes.link) addLink(body, path, add);
    if (type === messageTypes.symbolTable) await addSymbolTable(file, body, path, add);
    if (type === messageTypes.linkInfo) refuseDense(body, path);
  }
  return links;
}

type Add = (name: string, address: number) => void;

function addLink(message: Uint8Array<ArrayBuffer>, path: string, add: Add): void {
  const body = cursor(message, `a link in "${path}"`);
  if (body.whole(1) !== 1) throw damaged(`a link in "${path}" has an unknown version`);
  const flags = body.whole(1);
  const kind = (flags & 8) === 0 ? 0 : body.whole(1);
  body.skip(((flags & 4) === 0 ? 0 : 8) + ((flags & 16) === 0 ? 0 : 1));
  const nameBytes = body.whole(([1, 2, 4, 8] as const)[flags & 3] ?? 1);
  const name = new TextDecoder().decode(body.bytes(nameBytes));
  if (kind !== 0) throw external(`"${name}" in "${path}" is ${kind === 1 ? 'a soft' : 'an external'} link`);
  add(name, body.whole(8));
}

/** Members beyond a handful may lie in a fractal heap, which only files of `libver="latest"` have. */
function refuseDense(message: Uint8Array<ArrayBuffer>, path: string): void {
  const body = cursor(message, `the link table of "${path}"`);
  body.skip(1);
  if ((body.whole(1) & 1) !== 0) body.skip(8);
  if (body.address() === undefined) return;
  throw unsupported(
    `"${path}" keeps its members in a fractal heap`,
    'Save it with h5py.File(…, libver="earliest"), which is the default.',
  );
}

async function addSymbolTable(
  file: MetadataReader,
  message: Uint8Array<ArrayBuffer>,
  path: string,
  add: Add,
): Promise<void> {
  const what = `the member table of "${path}"`;
  const places = cursor(message, what);
  const [tree, heap] = [places.whole(8), places.whole(8)];
  const nameAt = await readLocalHeap(file, heap, what);
  for (const { child: address } of await readTree(file, tree, treeTypes.members, NAME_KEY_BYTES, what)) {
    const head = await file.at(address, 8, what);
    head.expect('SNOD');
    head.skip(2);
    const count = head.whole(2);
    const entries = await file.at(address + 8, count * 40, what);
    for (let entry = 0; entry < count; entry++) {
      const name = await nameAt(entries.whole(8));
      const [target, cache] = [entries.address(), entries.whole(4)];
      entries.skip(20);
      if (cache === 2) throw external(`"${name}" in "${path}" is a soft link`);
      if (target === undefined) throw damaged(`"${name}" in "${path}" lies nowhere`);
      add(name, target);
    }
  }
}

async function readLocalHeap(
  file: MetadataReader,
  address: number,
  what: string,
): Promise<(offset: number) => Promise<string>> {
  const head = await file.at(address, 32, what);
  head.expect('HEAP');
  head.skip(4);
  const size = head.whole(8);
  head.skip(8);
  const data = head.whole(8);
  return async (offset) => {
    if (offset >= size) throw damaged(`${what} has a name beyond its names`);
    const text = await file.at(data + offset, Math.min(LONGEST_NAME, size - offset), what);
    const bytes = text.bytes(text.left);
    const zero = bytes.indexOf(0);
    if (zero < 0) throw damaged(`${what} has a name that does not end`);
    return new TextDecoder().decode(bytes.subarray(0, zero));
  };
}
