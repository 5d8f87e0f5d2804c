import { GraftError, randomStream } from '@graftjs/core';

/** The share of each label's examples that is held out; one at least where there are two. */
const SHARE = 0.2;

/**
 * Sets some examples of every label aside, for a choice that needs examples that were not fitted.
 *
 * @param labels the label index of each example
 * @param seed decides which
 * @returns positions in `labels`, ascending
 * @throws GraftError 'too-few-examples' when every label has a single example
 */
export function holdOut(labels: readonly number[], seed: number): { kept: number[]; held: number[] } {
  const byLabel = new Map<number, number[]>();
  labels.forEach((label, at) => {
    const positions = byLabel.get(label);
    if (positions === undefined) byLabel.set(label, [at]);
    else positions.push(at);
  });
  const held = new Set<number>();
  for (const [label, positions] of byLabel) {
    const count = positions.length < 2 ? 0 : Math.max(1, Math.round(SHARE * positions.length));
    randomStream(seed, 'hold-out', label)
      .shuffled(positions)
      .slice(0, count)
      .forEach((at) => held.add(at));
  }
  if (held.size === 0) {
    throw new GraftError(
      'too-few-examples',
      `The L2 penalty cannot be chosen from ${labels.length} example(s), one a label. ` +
        'Give more examples, a validation split, or a fixed penalty: linear({ l2: 0.01 }).',
    );
  }
  const all = labels.map((_, at) => at);
  return { kept: all.filter((at) => !held.has(at)), held: all.filter((at) => held.has(at)) };
}
