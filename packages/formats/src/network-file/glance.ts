import { readdir, stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { isObject, keras, parseJson } from '../keras/parse-json.js';
import { readBytes } from '../source/byte-source.js';
import { readText } from '../source/read-text.js';
import { cannotRead } from '../source/open-file.js';
import { withFile } from '../source/with-file.js';

/** What is seen of a file or folder before it is known what it is. */
export interface Glance {
  readonly path: string;
  /** Names in the folder; undefined for a file. */
  readonly entries: readonly string[] | undefined;
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** Its first 64 bytes, or as many as it has; none of a folder. */
  readonly start: Uint8Array;
  /** Keys of the object that it is, where it is JSON. */
  readonly keys: readonly string[] | undefined;
}

const GLANCED = 64;

/**
 * Looks at a file or folder. For Node.
 *
 * @throws GraftError 'cannot-read-file', 'not-a-file' for a device or pipe, 'keras-json' for damaged JSON
 */
export async function glance(path: string): Promise<Glance> {
  const found = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  if (found.isDirectory()) {
    const entries = await readdir(path).catch((cause: unknown) => {
      throw cannotRead(path, cause);
    });
    return { path, entries, size: 0, start: new Uint8Array(), keys: undefined };
  }
  // Opening a pipe would wait for whoever writes into it.
  if (!found.isFile()) throw new GraftError('not-a-file', `"${path}" is neither a file nor a folder.`);
  return withFile(path, async (source) => {
    const start = await readBytes(source, 0, Math.min(GLANCED, source.size));
    const isJson = /^\s*\{/.test(new TextDecoder().decode(start));
    const value = isJson ? parseJson(await readText(source, 'This file', keras.code), 'This file') : undefined;
    const keys = isObject(value) ? Object.keys(value) : undefined;
    return { path, entries: undefined, size: source.size, start, keys };
  });
}
