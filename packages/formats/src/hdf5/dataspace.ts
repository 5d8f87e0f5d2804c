import type { Cursor } from './cursor.js';
import { damaged } from './damaged.js';

const MOST_AXES = 32;

/**
 * Reads a dataspace message.
 *
 * @returns axis lengths; `[]` for a scalar, undefined for a space without any element
 * @see HDF5 File Format Specification 3.0, IV.A.2.b
 */
export function readDataspace(body: Cursor): readonly number[] | undefined {
  const version = body.whole(1);
  if (version !== 1 && version !== 2) throw damaged(`a shape has version ${version}; 1 and 2 are known`);
  const rank = body.whole(1);
  if (rank > MOST_AXES) throw damaged(`a shape has ${rank} axes; at most ${MOST_AXES} are possible`);
  body.skip(1);
  const kind = body.whole(1);
  if (version === 1) body.skip(4);
  else if (kind === 2) return undefined;
  return Array.from({ length: rank }, () => body.whole(8));
}

/** Number of elements. @throws GraftError 'hdf5-damaged' where JavaScript cannot count so far */
export function countElements(shape: readonly number[]): number {
  // Once around the zeros, so that a zero axis does not hide an absurd one.
  const count = shape.reduce((product, length) => product * length, 1);
  if (Number.isSafeInteger(count)) return count;
  throw damaged(`a shape is [${shape.join(', ')}], which is larger than any file`);
}
