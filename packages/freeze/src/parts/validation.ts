import { GraftError, type StageResult } from '@graftjs/core';

/** The lowest validation loss that a stage came to; infinite where there is none. */
export function lowestLoss({ validationLoss, history }: StageResult): number {
  const losses = [validationLoss, ...history.map((epoch) => epoch.validationLoss)];
  return Math.min(...losses.map((loss) => loss ?? Infinity));
}

/**
 * Fails without validation examples.
 *
 * @throws GraftError 'no-validation'
 */
export function expectValidation(strategy: string, hasValidation: boolean): void {
  if (hasValidation) return;
  throw new GraftError(
    'no-validation',
    `${strategy} goes on only while the validation loss gets better, and there are no validation examples. ` +
      'Give the data a validation split, or use linearProbeThenFineTune().',
  );
}
