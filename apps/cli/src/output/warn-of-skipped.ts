import type { Skipped } from '@graftjs/core';
import { nounOf, type AnyData } from '../model/any-input.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatCount } from './format-amounts.js';
import type { Output } from './output.js';

const LISTED = 10;

/**
 * Says which examples of `data` were left out, and why.
 *
 * @returns what to tell the shell
 */
export function warnOfSkipped(
  parts: ReadonlyMap<unknown, { readonly skipped: readonly Skipped[] }>,
  data: Pick<AnyData, 'modality'>,
  output: Output,
): ExitCode {
  const skipped = [...parts.values()].flatMap((part) => part.skipped);
  if (skipped.length === 0) return exitCodes.done;
  const listed = skipped.slice(0, LISTED).map(({ id, reason }) => `\n  ${id}: ${reason}`);
  const more = skipped.length > LISTED ? `\n  and ${skipped.length - LISTED} more; --json and --report list all` : '';
  output.warn(
    `${formatCount(skipped.length, nounOf(data))} could not be read and ${skipped.length === 1 ? 'was' : 'were'} left out:${listed.join('')}${more}`,
  );
  return exitCodes.someLeftOut;
}
