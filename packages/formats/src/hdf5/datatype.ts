import type { Cursor } from './cursor.js';
import { damaged } from './damaged.js';

/** What the elements of a data set or attribute are. */
export type ElementType =
  | { readonly kind: 'float16' | 'bfloat16' | 'float32' | 'float64'; readonly bytes: number }
  | { readonly kind: 'whole'; readonly bytes: number; readonly signed: boolean }
  /** Text of a fixed length in bytes, filled up with zeros or spaces. */
  | { readonly kind: 'text'; readonly bytes: number }
  /** Text that lies in a global heap. */
  | { readonly kind: 'heap text'; readonly bytes: number }
  /** Anything else: `name` says what. */
  | { readonly kind: 'other'; readonly bytes: number; readonly name: string };

const classNames = [
  'a whole number',
  'a float',
  'a time',
  'text',
  'a bit field',
  'opaque bytes',
  'a compound',
  'a reference',
  'an enumeration',
  'a list of varying length',
  'an array',
];

const VARIABLE_LENGTH_BYTES = 16;

/** Float layouts by size, exponent position, exponent bits, mantissa position, mantissa bits and bias. */
const floats: Readonly<Record<string, 'float16' | 'bfloat16' | 'float32' | 'float64'>> = {
  '2,10,5,0,10,15': 'float16',
  '2,7,8,0,7,127': 'bfloat16',
  '4,23,8,0,23,127': 'float32',
  '8,52,11,0,52,1023': 'float64',
};

/**
 * Reads a datatype message.
 *
 * @see HDF5 File Format Specification 3.0, IV.A.2.d
 */
export function readDatatype(body: Cursor): ElementType {
  const classAndVersion = body.whole(1);
  const bits = body.whole(1);
  body.skip(2);
  const bytes = body.whole(4);
  const name = classNames[classAndVersion & 0x0f] ?? 'an unknown type';
  if (bytes === 0) throw damaged(`it has elements of 0 bytes (${name})`);
  const other = (what: string): ElementType => ({ kind: 'other', bytes, name: what });
  switch (name) {
    case 'a whole number':
      if ((bits & 1) !== 0 && bytes > 1) return other('a big-endian whole number');
      return { kind: 'whole', bytes, signed: (bits & 0x08) !== 0 };
    case 'a float': {
      if ((bits & 0x41) !== 0) return other('a big-endian float');
      body.skip(4);
      const [exponentAt, exponentBits, mantissaAt, mantissaBits, bias] = [
        body.whole(1),
        body.whole(1),
        body.whole(1),
        body.whole(1),
        body.whole(4),
      ];
      const kind = floats[[bytes, exponentAt, exponentBits, mantissaAt, mantissaBits, bias].join()];
      return kind === undefined ? other(`a float of ${bytes} bytes`) : { kind, bytes };
    }
    case 'text':
      return { kind: 'text', bytes };
    case 'a list of varying length':
      return (bits & 0x0f) === 1 && bytes === VARIABLE_LENGTH_BYTES ? { kind: 'heap text', bytes } : other(name);
    default:
      return other(name);
  }
}
