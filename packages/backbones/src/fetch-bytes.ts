import { GraftError } from '@graftjs/core';

/**
 * Fetches a whole file.
 *
 * @throws GraftError 'unreadable-file' where the address does not answer, or with anything but success
 */
export async function fetchBytes(address: string | URL): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `"${String(address)}" cannot be fetched: ${reason}.`, { cause });
  }
  if (!response.ok) {
    throw new GraftError(
      'unreadable-file',
      `"${String(address)}" cannot be fetched: the server answered ${response.status} ${response.statusText}.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
