import { GraftError } from '@graftjs/core';

/** @throws GraftError 'bad-cache-size' */
export function checkMaxBytes(maxBytes: number): void {
  if (maxBytes > 0) return;
  throw new GraftError('bad-cache-size', `A cache needs room: maxBytes must be above 0; got ${maxBytes}.`);
}
