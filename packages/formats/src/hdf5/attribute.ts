import { cursor } from './cursor.js';
import { damaged, unsupported } from './damaged.js';
import { countElements, readDataspace } from './dataspace.js';
import type { ElementType } from './datatype.js';
import { readDatatype } from './datatype.js';
import { readHeapText } from './global-heap.js';
import type { Hdf5Context } from './values.js';

/** A named value that belongs to a group or data set. */
export interface Attribute {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Reads an attribute message; its value stays bytes until somebody asks for it.
 *
 * @param path the object that has it, for messages
 * @see HDF5 File Format Specification 3.0, IV.A.2.m
 */
export function readAttribute(message: Uint8Array<ArrayBuffer>, path: string): Attribute {
  const what = `an attribute of "${path}"`;
  const body = cursor(message, what);
  const version = body.whole(1);
  if (version < 1 || version > 3) throw damaged(`${what} has version ${version}; 1 to 3 are known`);
  const flags = body.whole(1);
  if (version > 1 && flags !== 0) {
    throw unsupported(`${what} shares its type with other objects`, 'Save it again with Keras.');
  }
  const [nameBytes, typeBytes, spaceBytes] = [body.whole(2), body.whole(2), body.whole(2)];
  if (version === 3) body.skip(1);
  const part = (length: number): Uint8Array<ArrayBuffer> => {
    const bytes = body.bytes(length);
    if (version === 1) body.align();
    return bytes;
  };
  const name = decodeText(part(nameBytes));
  const type = readDatatype(cursor(part(typeBytes), what));
  const shape = readDataspace(cursor(part(spaceBytes), what)) ?? [0];
  return { name, type, shape, data: body.bytes(countElements(shape) * type.bytes) };
}

/**
 * The text of an attribute, one string for each element.
 *
 * @throws GraftError 'hdf5-damaged' when it is no text
 */
export async function readStrings(
  { metadata, budget }: Hdf5Context,
  { name, type, data }: Attribute,
  path: string,
): Promise<string[]> {
  const strings: string[] = [];
  const elements = cursor(data, `attribute "${name}" of "${path}"`);
  while (elements.left > 0) {
    if (type.kind === 'text') strings.push(decodeText(elements.bytes(type.bytes)));
    else if (type.kind === 'heap text') {
      const text = await readHeapText(metadata, elements);
      // Any number of elements may refer to one text.
      budget.spend(text.length, `The attribute "${name}" of "${path}"`);
      strings.push(decodeText(text));
    } else
      throw damaged(
        `attribute "${name}" of "${path}" should be text; it is ${type.kind === 'other' ? type.name : type.kind}`,
      );
  }
  return strings;
}

/** UTF-8 up to the first zero, without the spaces that fill up old files. */
function decodeText(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero)).replace(/ +$/, '');
}
