import type { HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { checkFinite } from '@graftjs/network';
import type { ElementType } from '../../hdf5/datatype.js';
import type { Dataset } from '../../hdf5/open-hdf5.js';

/** What was done to values that a network does not keep as they are. */
export type Conversion = 'none' | 'float64 rounded to float32';

/**
 * Reads one weight of floats. float32 and float16 keep their bits; bfloat16 becomes float32 exactly, float64 by rounding.
 *
 * @throws GraftError 'bad-weight-dtype'; 'bad-weight-values' for NaN and infinity; what reading throws
 */
export async function readValue({
  shape,
  type,
  path,
  ...dataset
}: Dataset): Promise<{ readonly value: HostTensor; readonly conversion: Conversion }> {
  const isBfloat16 =
    type.kind === 'bfloat16' || (type.bytes === 2 && (await dataset.strings('dtype'))?.[0] === 'bfloat16');
  const kind = isBfloat16 ? 'bfloat16' : type.kind;
  if (kind !== 'float32' && kind !== 'float16' && kind !== 'bfloat16' && kind !== 'float64') {
    throw badType(path, type, 'float16, bfloat16, float32, float64, all little-endian');
  }
  const { buffer } = await dataset.read();
  if (kind === 'float16') {
    const value = { dtype: 'float16', shape, data: new Uint16Array(buffer) } as const;
    checkFinite(path, value);
    return { value, conversion: 'none' };
  }
  const data =
    kind === 'float32'
      ? new Float32Array(buffer)
      : kind === 'float64'
        ? Float32Array.from(new Float64Array(buffer))
        : widen(buffer);
  const value = { dtype: 'float32', shape, data } as const;
  checkFinite(path, value);
  return { value, conversion: kind === 'float64' ? 'float64 rounded to float32' : 'none' };
}

/**
 * Reads one weight of whole numbers, of any length, as int32.
 *
 * @throws GraftError 'bad-weight-dtype'; 'bad-weight-values' for what int32 does not hold; what reading throws
 */
export async function readWholeValue({ shape, type, path, ...dataset }: Dataset): Promise<HostTensor> {
  if (type.kind !== 'whole') throw badType(path, type, 'whole numbers');
  const view = new DataView((await dataset.read()).buffer);
  const at = (index: number): number => {
    const place = index * type.bytes;
    if (type.bytes === 8) return Number(type.signed ? view.getBigInt64(place, true) : view.getBigUint64(place, true));
    if (type.bytes === 4) return type.signed ? view.getInt32(place, true) : view.getUint32(place, true);
    if (type.bytes === 2) return type.signed ? view.getInt16(place, true) : view.getUint16(place, true);
    return type.signed ? view.getInt8(place) : view.getUint8(place);
  };
  const values = Array.from({ length: view.byteLength / type.bytes }, (_, index) => at(index));
  const data = Int32Array.from(values);
  const wrong = values.findIndex((value, index) => data[index] !== value);
  if (wrong >= 0) {
    throw new GraftError('bad-weight-values', `The weight "${path}" holds ${values[wrong] ?? ''}, which is no int32.`);
  }
  return { dtype: 'int32', shape, data };
}

function badType(path: string, type: ElementType, allowed: string): GraftError {
  const what = type.kind === 'other' ? type.name : `${type.kind} of ${type.bytes} bytes`;
  return new GraftError('bad-weight-dtype', `The weight "${path}" is ${what}; allowed: ${allowed}.`);
}

/** A bfloat16 is the upper half of a float32. */
function widen(buffer: ArrayBuffer): Float32Array<ArrayBuffer> {
  const bits = Uint32Array.from(new Uint16Array(buffer), (half) => half << 16);
  return new Float32Array(bits.buffer);
}
