import { fetchBytes } from './fetch-bytes.js';

/**
 * Reads a whole file.
 *
 * @param source an address; a relative one counts from the page
 * @throws GraftError 'unreadable-file'
 */
export function readBytes(source: string | URL): Promise<Uint8Array> {
  return fetchBytes(source);
}
