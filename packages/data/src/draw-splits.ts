import { GraftError, splits, type Split } from '@graftjs/core';
import { assignSplit, type SplitFractions } from './assign-split.js';

export interface DrawnExample {
  readonly label: string;
  /** What must stay together: the group, or the id of an example without one. */
  readonly group: string;
}

/** Seeds tried for the advice in an error, and groups looked at in doing so: it must not take seconds. */
const SEEDS_TRIED = 1000;
const LOOKS = 30_000;

/**
 * Draws the split of each example.
 *
 * @returns splits, in the order of the examples
 * @throws GraftError 'too-few-pictures' when a class is missing from a split that has a share, with a seed that would do
 */
export function drawSplits(examples: readonly DrawnExample[], seed: number, fractions: SplitFractions): Split[] {
  const wanted = listWanted(fractions);
  const drawn = examples.map(({ group }) => assignSplit(group, seed, fractions));
  const missing = findMissing(examples, drawn, wanted);
  if (missing === undefined) return drawn;

  const { label, split } = missing;
  const members = examples.filter((example) => example.label === label);
  const groups = new Set(members.map(({ group }) => group)).size;
  const own =
    groups === members.length
      ? count(groups, 'picture')
      : `${count(members.length, 'picture')} in ${count(groups, 'group')}`;
  const better = findSeed(examples, seed + 1, fractions);
  const repair =
    better === undefined ? 'Add pictures.' : `Add pictures, or use another seed: with ${better} each split gets some.`;
  throw new GraftError(
    'too-few-pictures',
    `No picture of "${label}" fell into ${split}: it has ${own}, which seed ${seed} divides by chance. A class needs at least ` +
      `${wanted.length}, one each for ${wanted.join(', ')}, and better 20. ${repair}`,
  );
}

/** What was asked for, by split. */
export function shareOfSplits({ validation, test }: SplitFractions): Readonly<Record<Split, number>> {
  // Rounded, so that 1 - 0.9 - 0.1 is 0.
  return { train: Math.round((1 - validation - test) * 1e9) / 1e9, validation, test };
}

function findMissing(
  examples: readonly DrawnExample[],
  drawn: readonly Split[],
  wanted: readonly Split[],
): { readonly label: string; readonly split: Split } | undefined {
  const found = new Set(examples.map(({ label }, index) => `${drawn[index] ?? ''}/${label}`));
  const labels = [...new Set(examples.map(({ label }) => label))];
  return labels
    .flatMap((label) => wanted.map((split) => ({ label, split })))
    .find(({ label, split }) => !found.has(`${split}/${label}`));
}

/** The first seed, from `seed` on, that leaves no class without a split; undefined where none of those that are tried does. */
export function findSeed(
  examples: readonly DrawnExample[],
  seed: number,
  fractions: SplitFractions,
): number | undefined {
  const wanted = listWanted(fractions);
  const tries = Math.min(SEEDS_TRIED, Math.floor(LOOKS / examples.length));
  return Array.from({ length: tries }, (_, i) => seed + i).find((other) => {
    const drawn = examples.map(({ group }) => assignSplit(group, other, fractions));
    return findMissing(examples, drawn, wanted) === undefined;
  });
}

/** The splits that have a share. */
function listWanted(fractions: SplitFractions): Split[] {
  const shares = shareOfSplits(fractions);
  return splits.filter((split) => shares[split] > 0);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
