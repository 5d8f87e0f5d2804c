import { GraftError } from '@graftjs/core';

const code = 'budget-spent';

/** What making features ends with when the time for the run is over. */
export function outOfTime(): GraftError {
  return new GraftError(
    code,
    'The time for the run was spent before anything had been trained. Give it more; features that a store keeps are not made again.',
  );
}

export function isOutOfTime(error: unknown): boolean {
  return error instanceof GraftError && error.code === code;
}
