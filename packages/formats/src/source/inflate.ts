import { GraftError } from '@graftjs/core';

/**
 * Unpacks deflated bytes of a known length.
 *
 * @param format 'deflate': with zlib's head and checksum; 'deflate-raw': as in a zip
 * @param length bytes that must come out; not one more is unpacked
 * @param what for messages
 * @throws GraftError 'bad-compression'
 */
export async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  format: 'deflate' | 'deflate-raw',
  length: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Uint8Array(length);
  let done = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const fail = (reason: string, cause?: unknown): GraftError =>
    new GraftError('bad-compression', `${what} cannot be unpacked: ${reason}. The file is damaged.`, { cause });
  for (;;) {
    const { value, done: ended } = await reader.read().catch((cause: unknown) => {
      throw fail(cause instanceof Error ? cause.message : String(cause), cause);
    });
    if (ended) break;
    if (value.length > length - done) {
      await reader.cancel().catch(() => undefined);
      throw fail(`more than the ${length} bytes that it declares come out`);
    }
    unpacked.set(value, done);
    done += value.length;
  }
  if (done < length) throw fail(`${done} bytes come out instead of ${length}`);
  return unpacked;
}
