import { GraftError } from '@graftjs/core';

/**
 * Refuses what is not a fingerprint, so that no key can name a file outside its folder.
 *
 * @throws GraftError 'bad-cache-key'
 */
export function checkKey(key: string): void {
  if (/^[0-9a-f]{2,128}$/.test(key)) return;
  throw new GraftError(
    'bad-cache-key',
    `A cache key is 2 to 128 hexadecimal digits in small letters, as fingerprint().hex() gives; got ${JSON.stringify(key)}.`,
  );
}
