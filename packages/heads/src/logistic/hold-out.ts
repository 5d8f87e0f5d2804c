import { GraftError, randomStream } from '@graftjs/core';

/** The share of each label's examples that is held out; one group at least where there are two. */
const SHARE = 0.2;
/** The most of a label that is held out, however large its groups are. */
const MOST = 0.5;

/**
 * Sets some examples of every label aside, for a choice that needs examples that were not fitted. A group is set aside whole.
 *
 * @param labels the label index of each example
 * @param seed decides which
 * @param groups of each example; default: each is its own
 * @returns positions in `labels`, ascending
 * @throws GraftError 'too-few-examples' when no label has two groups that it can be divided by
 */
export function holdOut(
  labels: readonly number[],
  seed: number,
  groups: readonly (string | number)[] = [...labels.keys()],
): { kept: number[]; held: number[] } {
  const all = [...labels.keys()];
  const labelOf = (at: number): number => labels[at] ?? NaN;
  const byLabel = positionsBy(all, labelOf);
  const byGroup = positionsBy(all, (at) => groups[at]);
  const held = new Set<number>();
  const heldOf = new Map<number, number>();
  const withGroup = (members: readonly number[]): [label: number, held: number][] =>
    [...positionsBy(members, labelOf)].map(([label, own]) => [label, (heldOf.get(label) ?? 0) + own.length]);
  for (const [label, positions] of byLabel) {
    const wanted = Math.max(1, Math.round(SHARE * positions.length));
    const own = new Set(positions.map((at) => groups[at]));
    for (const group of randomStream(seed, 'hold-out', label).shuffled([...own])) {
      if ((heldOf.get(label) ?? 0) >= wanted) break;
      const members = byGroup.get(group) ?? [];
      const counts = withGroup(members);
      if (
        members.some((at) => held.has(at)) ||
        counts.some(([of, count]) => count > MOST * (byLabel.get(of)?.length ?? 0))
      )
        continue;
      members.forEach((at) => held.add(at));
      counts.forEach(([of, count]) => heldOf.set(of, count));
    }
  }
  if (held.size === 0) {
    throw new GraftError(
      'too-few-examples',
      `The L2 penalty cannot be chosen from ${labels.length} example(s), one a label or one group a label. ` +
        'Give more examples, a validation split, or a fixed penalty: linear({ l2: 0.01 }).',
    );
  }
  return { kept: all.filter((at) => !held.has(at)), held: all.filter((at) => held.has(at)) };
}

function positionsBy<Key>(positions: readonly number[], keyOf: (at: number) => Key): Map<Key, number[]> {
  const found = new Map<Key, number[]>();
  for (const at of positions) {
    const key = keyOf(at);
    const before = found.get(key);
    if (before === undefined) found.set(key, [at]);
    else before.push(at);
  }
  return found;
}
