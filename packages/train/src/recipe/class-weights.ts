import { GraftError, type Recipe } from '@graftjs/core';

/**
 * The weight of each label's examples.
 *
 * @param rule 'balanced': n / (labels * examples of the label), so that every label counts the same and the mean weight is 1
 * @param targets the label index of each training example
 * @throws GraftError 'label-without-examples'
 */
export function resolveClassWeights(
  rule: NonNullable<Recipe<never>['classWeights']>,
  targets: readonly number[],
  labels: readonly string[],
): number[] {
  const counts = new Array<number>(labels.length).fill(0);
  for (const target of targets) counts[target] = (counts[target] ?? 0) + 1;
  const empty = counts.indexOf(0);
  if (empty !== -1) {
    throw new GraftError(
      'label-without-examples',
      `No usable training example has the label "${labels[empty]}". Add some, or remove the label.`,
    );
  }
  if (rule === 'none') return counts.map(() => 1);
  if (rule !== 'balanced') return [...rule];
  return counts.map((count) => targets.length / (labels.length * count));
}
