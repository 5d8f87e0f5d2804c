import { GraftError, type Json } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { errorColors, type Output } from './output.js';

/** A file that was asked for and is not there, and why. */
export interface Unwritten {
  readonly file: string;
  readonly reason: string;
}

/**
 * Writes what is not worth losing the rest for: when a disk is full at the very end, the answer is still given.
 *
 * @returns nothing where it is written
 */
export async function tryWrite(
  file: string,
  data: string | Uint8Array,
  options: { readonly overwrite: boolean },
): Promise<Unwritten[]> {
  try {
    await writeFileAtomic(file, data, options);
    return [];
  } catch (error) {
    if (error instanceof GraftError) return [{ file, reason: error.message }];
    throw error;
  }
}

/**
 * Says what is missing, and what is there all the same.
 *
 * @param otherwise how it went but for that
 * @param written a file that is whole
 * @returns what to tell the shell
 */
export function warnOfUnwritten(
  unwritten: readonly Unwritten[],
  otherwise: ExitCode,
  output: Output,
  written?: string,
): ExitCode {
  if (unwritten.length === 0) return otherwise;
  for (const { file, reason } of unwritten) {
    output.say(
      `${errorColors.red('error:')} ${file} is not written. ${reason}${written === undefined ? '' : ` ${written} is written and whole.`}`,
    );
  }
  return exitCodes.someUnwritten;
}

/** As `--json` gives it; nothing where all is well. */
export function toJsonUnwritten(unwritten: readonly Unwritten[]): { readonly unwritten?: Json } {
  return unwritten.length === 0 ? {} : { unwritten: unwritten.map((one) => ({ ...one })) };
}
