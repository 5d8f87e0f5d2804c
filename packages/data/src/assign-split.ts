import { GraftError, randomStream, type Split } from '@graftjs/core';

/** Shares of the groups, each from 0 to 1; what they leave is for training. */
export interface SplitFractions {
  readonly validation: number;
  readonly test: number;
}

/**
 * The split of a group: decided by seed and group alone, so that adding examples moves no other. Raising `test` moves groups
 * into test and none out of it.
 *
 * @param group what must stay together: a patient, a burst; of an example alone its id
 * @throws GraftError 'bad-seed', 'bad-split-fractions'
 */
export function assignSplit(group: string, seed: number, fractions: SplitFractions): Split {
  checkFractions(fractions);
  const position = randomStream(seed, 'split', group).uniform();
  if (position < fractions.test) return 'test';
  return position < fractions.test + fractions.validation ? 'validation' : 'train';
}

/** @throws GraftError 'bad-split-fractions' */
export function checkFractions({ validation, test }: SplitFractions): void {
  for (const [name, value] of Object.entries({ validation, test })) {
    if (typeof value === 'number' && value >= 0 && value <= 1) continue;
    const message = `The share for ${name} is a number from 0 to 1, such as 0.2; got ${String(value)}.`;
    throw new GraftError('bad-split-fractions', message);
  }
  if (validation + test <= 1) return;
  throw new GraftError(
    'bad-split-fractions',
    `The shares for validation (${validation}) and test (${test}) leave nothing: together they are at most 1.`,
  );
}
