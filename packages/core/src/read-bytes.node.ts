import { GraftError } from './graft-error.js';
import { readRegularFile } from './read-regular-file.js';
import { fetchBytes } from './fetch-bytes.js';

/**
 * Reads a whole file.
 *
 * @param source a path, or a `file:`, `http:` or `https:` address
 * @throws GraftError 'unreadable-file'
 */
export async function readBytes(source: string | URL): Promise<Uint8Array> {
  const address = typeof source === 'string' && /^(file|https?):/.test(source) ? new URL(source) : source;
  if (address instanceof URL && address.protocol !== 'file:') return fetchBytes(address);
  try {
    return await readRegularFile(address);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `"${String(source)}" cannot be read: ${reason}.`, { cause });
  }
}
