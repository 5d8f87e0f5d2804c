import type { Skipped } from '@graftjs/core';
import type { Output } from './output.js';

const LISTED = 10;

/** Says which pictures were left out, and why. */
export function warnOfSkipped(
  parts: ReadonlyMap<unknown, { readonly skipped: readonly Skipped[] }>,
  output: Output,
): void {
  const skipped = [...parts.values()].flatMap((part) => part.skipped);
  if (skipped.length === 0) return;
  const listed = skipped.slice(0, LISTED).map(({ id, reason }) => `\n  ${id}: ${reason}`);
  const more = skipped.length > LISTED ? `\n  and ${skipped.length - LISTED} more; --json and --report list all` : '';
  output.warn(`${skipped.length} pictures could not be read and were left out:${listed.join('')}${more}`);
}
