import { stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { readRegularFile } from '@graftjs/core/read-regular-file';

/** How a file came to be named. */
export interface Naming {
  /** By what it was named, `--labels`. */
  readonly by?: string | undefined;
  /** A sentence on what else may be named there. */
  readonly advice?: string | undefined;
}

/**
 * Reads a file that somebody named.
 *
 * @throws GraftError 'cannot-read-file'
 */
export async function readNamedFile(path: string, naming: Naming = {}): Promise<Uint8Array> {
  return readRegularFile(path).catch((cause: unknown) => {
    throw cannotRead(path, cause, naming);
  });
}

/** As `readNamedFile`, in UTF-8; the byte order mark that some editors begin with is left out. */
export async function readNamedText(path: string, naming: Naming = {}): Promise<string> {
  return new TextDecoder().decode(await readNamedFile(path, naming));
}

/**
 * Makes sure that what was named is there, whatever it is.
 *
 * @throws GraftError 'cannot-read-file'
 */
export async function checkThere(path: string, naming: Naming = {}): Promise<void> {
  await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause, naming);
  });
}

/** @param cause an error of the system, or a reason in words */
export function cannotRead(path: string, cause: unknown, { by, advice }: Naming = {}): GraftError {
  const named = by === undefined ? '' : ` (${by})`;
  const more = advice === undefined ? '' : ` ${advice}`;
  return new GraftError('cannot-read-file', `Cannot read "${path}"${named}: ${reasonOf(cause)}.${more}`, { cause });
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is a file and no folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'its permissions forbid it'],
]);

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons.get(code) ?? (cause instanceof Error ? cause.message : String(cause));
}
