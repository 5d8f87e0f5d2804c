import { GraftError, randomStream, splits, type Split } from '@graftjs/core';
import { checkFractions, type SplitFractions } from './assign-split.js';
import { shareOfSplits, type DrawnExample } from './draw-splits.js';

/**
 * Divides examples class by class, so that every split has its share of each as nearly as whole groups allow. Seed and groups
 * decide the order within a class; adding examples moves others only at the borders.
 *
 * A group with several classes goes with the first of its examples.
 *
 * @returns splits, in the order of the examples
 * @throws GraftError 'bad-seed', 'bad-split-fractions'; 'too-few-examples' when a class has fewer groups than there are splits
 */
export function stratifiedSplits(examples: readonly DrawnExample[], seed: number, fractions: SplitFractions): Split[] {
  checkFractions(fractions);
  const shares = shareOfSplits(fractions);
  const wanted = splits.filter((split) => shares[split] > 0);
  const splitOf = new Map<string, Split>();
  for (const [label, groups] of groupsByLabel(examples)) {
    if (groups.length < wanted.length) throw tooFew(label, groups, wanted);
    const order = groups
      .map((group) => ({ ...group, position: randomStream(seed, 'split', group.name).uniform() }))
      .sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1));
    for (const [name, split] of divide(order, fractions, wanted)) splitOf.set(name, split);
  }
  return examples.map(({ group }) => splitOf.get(group) ?? 'train');
}

interface Group {
  readonly name: string;
  readonly size: number;
}

function groupsByLabel(examples: readonly DrawnExample[]): Map<string, Group[]> {
  const sizes = new Map<string, number>();
  const labels = new Map<string, string>();
  for (const { group, label } of examples) {
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
    if (!labels.has(group)) labels.set(group, label);
  }
  const byLabel = new Map<string, Group[]>();
  for (const [name, label] of labels) {
    const groups = byLabel.get(label);
    const group = { name, size: sizes.get(name) ?? 0 };
    if (groups === undefined) byLabel.set(label, [group]);
    else groups.push(group);
  }
  return byLabel;
}

/** Test first, then validation, then train: whichever the middle of a group falls into; none of them stays empty. */
function divide(
  order: readonly Group[],
  { validation, test }: SplitFractions,
  wanted: readonly Split[],
): Map<string, Split> {
  const total = order.reduce((sum, { size }) => sum + size, 0);
  const members: Record<Split, string[]> = { train: [], validation: [], test: [] };
  let before = 0;
  for (const { name, size } of order) {
    const middle = (before + size / 2) / total;
    const split = middle < test ? 'test' : middle < test + validation ? 'validation' : 'train';
    members[wanted.includes(split) ? split : 'train'].push(name);
    before += size;
  }
  for (const split of wanted) {
    if (members[split].length > 0) continue;
    const [largest = split] = [...wanted].sort((a, b) => members[b].length - members[a].length);
    const moved = members[largest].pop();
    if (moved !== undefined) members[split].push(moved);
  }
  return new Map(splits.flatMap((split) => members[split].map((name) => [name, split] as const)));
}

function tooFew(label: string, groups: readonly Group[], wanted: readonly Split[]): GraftError {
  const different =
    groups.length === 1 ? '1 example that differs from the others' : `${groups.length} different examples`;
  return new GraftError(
    'too-few-examples',
    `"${label}" has ${different}. A class needs at least ${wanted.length}, one each for ${wanted.join(', ')}, and better 20. Add some, or leave the class out.`,
  );
}
