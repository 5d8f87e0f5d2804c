import { GraftError, splits, type Split } from '@graftjs/core';
import { assignSplit, type SplitFractions } from './assign-split.js';
import { UNEVEN_BY } from './dataset-notes.js';

export interface DrawnExample {
  readonly label: string;
  /** What must stay together: the group, or the id of an example without one. */
  readonly group: string;
}

/** Seeds tried for a better one, and groups looked at in doing so: it must not take seconds. */
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

/**
 * A seed, from `seed` on, that leaves no class without a split: the first that divides every class as evenly as nobody is told
 * of, or else the most even of those that are tried; undefined where none of them does.
 */
export function findSeed(
  examples: readonly DrawnExample[],
  seed: number,
  fractions: SplitFractions,
): number | undefined {
  const wanted = listWanted(fractions);
  const groups = [...new Set(examples.map(({ group }) => group))];
  let best: { readonly seed: number; readonly uneven: number } | undefined;
  for (let tried = 0; tried < Math.min(SEEDS_TRIED, Math.floor(LOOKS / groups.length)); tried++) {
    const splitOf = new Map(groups.map((group) => [group, assignSplit(group, seed + tried, fractions)]));
    const drawn = examples.map(({ group }) => splitOf.get(group) ?? 'train');
    if (findMissing(examples, drawn, wanted) !== undefined) continue;
    const uneven = measureUnevenness(examples, drawn, fractions);
    if (uneven < (best?.uneven ?? Infinity)) best = { seed: seed + tried, uneven };
    if (uneven <= UNEVEN_BY) break;
  }
  return best?.seed;
}

/** How far the share that a class has in a split is from what was asked for, where it is furthest; from 0 to 1. */
function measureUnevenness(
  examples: readonly DrawnExample[],
  drawn: readonly Split[],
  fractions: SplitFractions,
): number {
  const shares = shareOfSplits(fractions);
  const sizes = countBy(examples.map(({ label }) => label));
  const found = countBy(examples.map(({ label }, index) => `${drawn[index] ?? ''}/${label}`));
  const apart = [...sizes].flatMap(([label, size]) =>
    splits.map((split) => Math.abs((found.get(`${split}/${label}`) ?? 0) / size - shares[split])),
  );
  return Math.max(...apart);
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The splits that have a share. */
function listWanted(fractions: SplitFractions): Split[] {
  const shares = shareOfSplits(fractions);
  return splits.filter((split) => shares[split] > 0);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
