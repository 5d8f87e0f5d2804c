import type { ByteSource } from '../source/byte-source.js';
import { expansionBudget } from '../source/expansion-budget.js';
import type { Attribute } from './attribute.js';
import { readAttribute, readStrings } from './attribute.js';
import { cursor } from './cursor.js';
import { damaged, unsupported } from './damaged.js';
import { readLinks } from './group.js';
import { metadataReader } from './metadata-reader.js';
import type { Message } from './object-header.js';
import { messageTypes, readMessages } from './object-header.js';
import { readSuperblock } from './superblock.js';
import type { Hdf5Context, Values } from './values.js';
import { openValues } from './values.js';

interface Described {
  /** '' for the root, else without a slash in front: 'model_weights/dense'. */
  readonly path: string;
  /** The text of an attribute, one string for each element; undefined when there is none of that name. */
  strings(attribute: string): Promise<readonly string[] | undefined>;
}

/** A folder in a file. */
export interface Group extends Described {
  readonly kind: 'group';
  /** Of its members, as the file lists them. */
  readonly names: readonly string[];
  /** A member; undefined when there is none of that name. */
  open(name: string): Promise<Group | Dataset | undefined>;
}

/** An array in a file. */
export interface Dataset extends Described, Values {
  readonly kind: 'dataset';
}

/**
 * Opens an HDF5 file, strictly: the part of the format that h5py writes unless told otherwise, and gzip. Nothing outside
 * the file is ever opened, and no size that it declares is believed before it is compared with what is there.
 *
 * @param budget of the file that this one was unpacked from; default: its own
 * @returns the root group
 * @throws GraftError 'hdf5-damaged', 'hdf5-unsupported', 'hdf5-external', also from everything that is opened below
 * @see https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 */
export async function openHdf5(source: ByteSource, budget = expansionBudget(source.size)): Promise<Group> {
  const metadata = metadataReader(source);
  const context = { source, metadata, budget, paths: new Map<number, string>() };
  const root = await openObject(context, await readSuperblock(metadata), '');
  if (root.kind === 'group') return root;
  throw damaged('its root is no group');
}

interface OpenContext extends Hdf5Context {
  /** Where each group was found, by its address. */
  readonly paths: Map<number, string>;
}

async function openObject(context: OpenContext, address: number, path: string): Promise<Group | Dataset> {
  const shown = path === '' ? '/' : path;
  const messages = await readMessages(context.metadata, address, shown);
  const attributes = readAttributes(messages, shown);
  const described: Described = {
    path,
    async strings(name) {
      const attribute = attributes.get(name);
      return attribute && (await readStrings(context, attribute, shown));
    },
  };
  if (messages.some(({ type }) => type === messageTypes.layout)) {
    return { kind: 'dataset', ...described, ...openValues(context, messages, shown) };
  }
  refuseSecondName(context, address, shown);
  const links = await readLinks(context.metadata, messages, shown);
  return {
    kind: 'group',
    ...described,
    names: [...links.keys()],
    async open(name) {
      const target = links.get(name);
      if (target === undefined) return undefined;
      return openObject(context, target, path === '' ? name : `${path}/${name}`);
    },
  };
}

/** Groups that lead to each other by several ways could be walked through for ever. */
function refuseSecondName({ paths }: OpenContext, address: number, path: string): void {
  const first = paths.get(address) ?? path;
  paths.set(address, first);
  if (first === path) return;
  throw unsupported(
    `"${path}" is another name of "${first}"`,
    'Save it again with Keras, which gives every group one.',
  );
}

function readAttributes(messages: readonly Message[], path: string): ReadonlyMap<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const { type, body } of messages) {
    if (type === messageTypes.attributeInfo) refuseDense(body, path);
    if (type !== messageTypes.attribute) continue;
    const attribute = readAttribute(body, path);
    if (attributes.has(attribute.name)) throw damaged(`"${path}" has two attributes called "${attribute.name}"`);
    attributes.set(attribute.name, attribute);
  }
  return attributes;
}

/** Many attributes may lie in a fractal heap, which only files of `libver="latest"` have. */
function refuseDense(message: Uint8Array<ArrayBuffer>, path: string): void {
  const body = cursor(message, `the attribute table of "${path}"`);
  body.skip(1);
  if ((body.whole(1) & 1) !== 0) body.skip(2);
  if (body.address() === undefined) return;
  throw unsupported(
    `"${path}" keeps its attributes in a fractal heap`,
    'Save it with h5py.File(…, libver="earliest"), which is the default.',
  );
}
