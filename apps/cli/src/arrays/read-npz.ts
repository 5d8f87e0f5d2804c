import { GraftError, sizeOf } from '@graftjs/core';
import { byteSource, readBytes, type ByteSource } from '@graftjs/formats/source/byte-source';
import { namingFile, withFile } from '@graftjs/formats/source/with-file';
import { openArchive } from '@graftjs/formats/zip/open-archive';

/** An array as it lies in an .npz file, in C order. */
export interface NumpyArray {
  readonly dtype: NumpyType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

type NumpyType = keyof typeof types;

/** What numpy calls little-endian types, and how they are read. */
const types = {
  '<f4': { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  '<f8': { bytes: 8, read: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  '<i4': { bytes: 4, read: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  '<i8': { bytes: 8, read: (buffer: ArrayBuffer) => new BigInt64Array(buffer) },
  '|u1': { bytes: 1, read: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
  '|b1': { bytes: 1, read: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
} as const;

/**
 * Reads the arrays of an .npz file that numpy wrote, strictly: no pickles, no zip bombs, every byte accounted for.
 *
 * @returns arrays by name, Fortran order turned into C order
 * @throws GraftError 'zip-damaged', 'decompression-bomb', 'bad-npz' that names the array
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpz(bytes: Uint8Array): Promise<Map<string, NumpyArray>> {
  return readNpzSource(byteSource(bytes));
}

/**
 * As `readNpz`, from a file, of which only the arrays are in memory.
 *
 * @throws GraftError 'cannot-read-file', what `readNpz` throws; every message names the file
 */
export async function readNpzFile(path: string): Promise<Map<string, NumpyArray>> {
  return namingFile(path, () => withFile(path, readNpzSource));
}

async function readNpzSource(file: ByteSource): Promise<Map<string, NumpyArray>> {
  const start = await readBytes(file, 0, Math.min(2, file.size));
  if (start[0] !== 0x50 || start[1] !== 0x4b) {
    throw new GraftError('bad-npz', 'This is no .npz file. Write one in Python: numpy.savez("in.npz", x0=array).');
  }
  const archive = await openArchive(file);
  const arrays = new Map<string, NumpyArray>();
  for (const entry of archive.names) {
    if (!entry.endsWith('.npy')) throw bad(entry, 'is no array; arrays end in .npy');
    const source = await archive.open(entry);
    const name = entry.slice(0, -'.npy'.length);
    if (source !== undefined) arrays.set(name, await readArray(name, source));
  }
  return arrays;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** As numpy has them. */
const [LONGEST_HEADER, MOST_AXES] = [10_000, 64];

async function readArray(name: string, source: ByteSource): Promise<NumpyArray> {
  const { header, begin } = await readHeader(name, source);
  const found = /^\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d, ]*)\),?\s*\}\s*$/.exec(header); // prettier-ignore
  if (found === null) {
    throw bad(name, `has the header ${header.trim().slice(0, 80)}, which is no array of plain numbers`);
  }
  const [, descr = '', fortran, lengths = ''] = found;
  const type = Object.hasOwn(types, descr) ? types[descr as NumpyType] : undefined;
  if (type === undefined) {
    const allowed = Object.keys(types).join(', ');
    throw bad(name, `is of the type ${descr}; allowed: ${allowed}. Convert it in Python: array.astype("float32")`);
  }
  const shape = lengths.split(',').flatMap((length) => (length.trim() === '' ? [] : [Number(length)]));
  if (shape.length > MOST_AXES) throw bad(name, `has ${shape.length} axes; at most ${MOST_AXES} are possible`);
  const size = sizeOf(shape) * type.bytes;
  if (!Number.isSafeInteger(size) || begin + size !== source.size) {
    throw bad(name, `of shape (${shape.join(', ')}) needs ${size} bytes, and has ${source.size - begin}`);
  }
  const data = type.read((await readBytes(source, begin, size)).buffer);
  return { dtype: descr as NumpyType, shape, data: fortran === 'True' ? inRows(data, shape) : data };
}

async function readHeader(
  name: string,
  source: ByteSource,
): Promise<{ readonly header: string; readonly begin: number }> {
  const bytes = await readBytes(source, 0, Math.min(12 + LONGEST_HEADER, source.size));
  const [major = 0] = bytes.subarray(6, 7);
  const start = major === 1 ? 10 : 12;
  if (!MAGIC.every((byte, at) => bytes[at] === byte) || major < 1 || major > 3 || bytes.length < start) {
    throw bad(name, 'does not begin as numpy writes arrays');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (begin > source.size) throw bad(name, `has a header that ends at byte ${begin}, beyond its end`);
  if (begin - start > LONGEST_HEADER) {
    throw bad(name, `has a header of ${begin - start} bytes; at most ${LONGEST_HEADER} are allowed`);
  }
  return { header: new TextDecoder('latin1').decode(bytes.subarray(start, begin)), begin };
}

/** Values whose first axis runs fastest, in C order. */
function inRows<Data extends NumpyArray['data']>(data: Data, shape: readonly number[]): Data {
  const turned = data.slice() as Data;
  let next = 1;
  const strides = shape.map((length) => {
    const stride = next;
    next *= length;
    return stride;
  });
  const place = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < data.length; at++) {
    turned[at] = data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length = 1, stride = 0, here = 0] = [shape[axis], strides[axis], place[axis]];
      const moved = here + 1 < length ? here + 1 : 0;
      place[axis] = moved;
      from += (moved - here) * stride;
      if (moved > 0) break;
    }
  }
  return turned;
}

function bad(name: string, reason: string): GraftError {
  return new GraftError('bad-npz', `The array "${name}" of this .npz file ${reason}.`);
}
