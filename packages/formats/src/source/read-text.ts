import { GraftError } from '@graftjs/core';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';

/** In bytes. The descriptions of the largest models of Keras have a few million. */
const LONGEST_TEXT = 16 * 2 ** 20;

/**
 * A description of a model as text.
 *
 * @param what the file, for messages
 * @param code of the GraftError for what is too long, or no UTF-8
 */
export async function readText(source: ByteSource, what: string, code: string): Promise<string> {
  if (source.size > LONGEST_TEXT) {
    throw new GraftError(code, `${what} has ${source.size} bytes; a description may have at most ${LONGEST_TEXT}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(source, 0, source.size));
  } catch (cause) {
    throw new GraftError(code, `${what} is not UTF-8 text.`, { cause });
  }
}
