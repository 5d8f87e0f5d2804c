import type { ByteSource } from '../source/byte-source.js';
import { readBytes } from '../source/byte-source.js';
import type { ExpansionBudget } from '../source/expansion-budget.js';
import { readChunks } from './chunks.js';
import { cursor } from './cursor.js';
import { damaged, external, unsupported } from './damaged.js';
import { countElements, readDataspace } from './dataspace.js';
import type { ElementType } from './datatype.js';
import { readDatatype } from './datatype.js';
import type { Filter } from './filters.js';
import { readFilters } from './filters.js';
import type { MetadataReader } from './metadata-reader.js';
import type { Message } from './object-header.js';
import { messageTypes } from './object-header.js';

/** The values of a data set, which are read only when they are asked for. */
export interface Values {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** All of them, row-major, in memory of their own. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Where the values of a data set lie. */
type Layout =
  | { readonly kind: 'here'; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'in one piece'; readonly address: number | undefined; readonly size: number }
  | { readonly kind: 'in chunks'; readonly tree: number | undefined; readonly chunk: readonly number[] };

/** What reading one file takes. */
export interface Hdf5Context {
  readonly source: ByteSource;
  readonly metadata: MetadataReader;
  readonly budget: ExpansionBudget;
}

/**
 * Reads what a data set says of its values.
 *
 * @throws GraftError 'hdf5-external' for values in other files, 'hdf5-damaged', 'hdf5-unsupported'
 * @see HDF5 File Format Specification 3.0, IV.A.2
 */
export function openValues(context: Hdf5Context, messages: readonly Message[], path: string): Values {
  const find = (type: number): Uint8Array<ArrayBuffer> | undefined =>
    messages.find((message) => message.type === type)?.body;
  const need = (type: number, what: string): Uint8Array<ArrayBuffer> => {
    const body = find(type);
    if (body === undefined) throw damaged(`"${path}" does not say ${what}`);
    return body;
  };
  if (find(messageTypes.externalFiles) !== undefined) throw external(`the values of "${path}" lie in other files`);
  const shape = readDataspace(cursor(need(messageTypes.dataspace, 'its shape'), `the shape of "${path}"`)) ?? [0];
  const type = readDatatype(cursor(need(messageTypes.datatype, 'its type'), `the type of "${path}"`));
  const layout = readLayout(need(messageTypes.layout, 'where its values lie'), path);
  const pipeline = find(messageTypes.filters);
  const filters = pipeline === undefined ? [] : readFilters(pipeline, path);
  const bytes = countElements(shape) * type.bytes;
  const values = { path, bytes, shape, elementBytes: type.bytes, layout, filters };
  return { shape, type, read: () => readValues(context, values) };
}

interface Placed {
  readonly path: string;
  readonly bytes: number;
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly layout: Layout;
  readonly filters: readonly Filter[];
}

async function readValues(context: Hdf5Context, values: Placed): Promise<Uint8Array<ArrayBuffer>> {
  const { path, bytes, elementBytes, layout, filters } = values;
  // Any number of names may lead to one place. What has two bytes may become float32.
  const spend = (besides = 0): void => {
    context.budget.spend(elementBytes === 2 ? 2 * bytes : bytes, `"${path}"`, besides);
  };
  const checkStored = (stored: number): void => {
    if (stored === bytes) return;
    const shape = values.shape.join(', ');
    throw damaged(`"${path}" of shape [${shape}] takes ${bytes} bytes of values, but ${stored} are stored`);
  };
  if (bytes === 0) return new Uint8Array(0);
  switch (layout.kind) {
    case 'here':
      checkStored(layout.data.length);
      spend();
      return layout.data.slice();
    case 'in one piece':
      checkStored(layout.address === undefined ? 0 : layout.size);
      checkStored(Math.min(bytes, context.source.size - (layout.address ?? 0)));
      spend();
      return readBytes(context.source, layout.address ?? 0, bytes);
    case 'in chunks':
      if (layout.tree === undefined) throw damaged(`no values of "${path}" are stored`);
      spend(Math.max(1, filters.length) * countElements([...layout.chunk, elementBytes]));
      return readChunks(context, { ...values, tree: layout.tree, chunk: layout.chunk });
  }
}

function readLayout(message: Uint8Array<ArrayBuffer>, path: string): Layout {
  const body = cursor(message, `the layout of "${path}"`);
  const version = body.whole(1);
  if (version !== 3 && version !== 4) throw unsupported(`the layout of "${path}" has version ${version}`, EARLIEST);
  const kind = body.whole(1);
  if (kind === 0) return { kind: 'here', data: body.bytes(body.whole(2)) };
  if (kind === 1) return { kind: 'in one piece', address: body.address(), size: body.whole(8) };
  if (kind === 3) throw external(`"${path}" is put together from other data sets`);
  if (kind !== 2) throw damaged(`the layout of "${path}" is of the unknown kind ${kind}`);
  if (version === 4) throw unsupported(`"${path}" has its chunks in an index of HDF5 1.10`, EARLIEST);
  const rank = body.whole(1) - 1;
  const tree = body.address();
  return { kind: 'in chunks', tree, chunk: Array.from({ length: Math.max(0, rank) }, () => body.whole(4)) };
}

const EARLIEST = 'Save it with h5py.File(…, libver="earliest"), which is the default.';
