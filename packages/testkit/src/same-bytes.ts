import type { HostTensor } from '@graftjs/core';
import { bytesOf } from '@graftjs/core';

/** Whether two tensors have one type, one shape and the same bytes; missing ones are equal to nothing. */
export function sameBytes(a: HostTensor | undefined, b: HostTensor | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return (
    a.dtype === b.dtype &&
    String(a.shape) === String(b.shape) &&
    left.length === right.length &&
    left.every((byte, i) => byte === right[i])
  );
}

/** Whether two sets of weights have the same names, each with the same bytes. */
export function sameWeights(a: ReadonlyMap<string, HostTensor>, b: ReadonlyMap<string, HostTensor>): boolean {
  return a.size === b.size && [...a].every(([name, tensor]) => sameBytes(tensor, b.get(name)));
}

/** Largest difference of two elements in the same place; NaN where one has more of them. */
export function largestDifference(a: HostTensor, b: HostTensor): number {
  if (a.data.length !== b.data.length) return NaN;
  let largest = 0;
  for (const [index, value] of a.data.entries()) largest = Math.max(largest, Math.abs(value - (b.data[index] ?? NaN)));
  return largest;
}

/** Largest absolute value. */
export function largestMagnitude({ data }: HostTensor): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  return largest;
}
