import { GraftError } from './graft-error.js';

/**
 * Fetches a whole file. What breaks off is asked for once more, past the browser's cache: where that has no room for a large file, it
 * ends all but one of those who read it at once.
 *
 * @throws GraftError 'unreadable-file' where the address does not answer, breaks off, or answers with anything but success
 */
export async function fetchBytes(address: string | URL): Promise<Uint8Array> {
  let answer: Response | Uint8Array;
  try {
    answer = await ask(address).catch(() => ask(address, { cache: 'no-store' }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `"${String(address)}" cannot be fetched: ${reason}.`, { cause });
  }
  if (answer instanceof Uint8Array) return answer;
  throw new GraftError(
    'unreadable-file',
    `"${String(address)}" cannot be fetched: the server answered ${answer.status} ${answer.statusText}.`,
  );
}

/** @returns the bytes, or what else the server answers */
async function ask(address: string | URL, options?: RequestInit): Promise<Response | Uint8Array> {
  const response = await fetch(address, options);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : response;
}
