import { GraftError } from '@graftjs/core';

/** When a run has to stop before its strategy ends. */
export interface StopRule {
  /** Whether no step may follow this many. */
  readonly isSpent: (steps: number) => boolean;
  /** Whether the time is over, whatever was done in it. */
  readonly isTimeSpent: () => boolean;
  /** Since the run began, with the parts before it was resumed. */
  readonly elapsedSeconds: () => number;
}

/** See `FitOptions`. */
export interface StopOptions {
  readonly budgetSeconds?: number | undefined;
  readonly stopAt?: number | undefined;
  readonly finish?: AbortSignal | undefined;
}

/**
 * @param now milliseconds of a clock that only goes forward
 * @param before seconds that earlier parts of the run took
 * @throws GraftError 'bad-budget'
 */
export function openStop({ budgetSeconds, stopAt, finish }: StopOptions, now: () => number, before: number): StopRule {
  if (budgetSeconds !== undefined && !(budgetSeconds > 0)) {
    throw new GraftError('bad-budget', `A time budget is a number of seconds over 0; got ${budgetSeconds}.`);
  }
  if (stopAt !== undefined && !(Number.isSafeInteger(stopAt) && stopAt >= 0)) {
    throw new GraftError('bad-budget', `A run stops at a whole number of steps from 0 on; got ${stopAt}.`);
  }
  const begin = now();
  const elapsedSeconds = (): number => before + (now() - begin) / 1000;
  const isTimeSpent = (): boolean => finish?.aborted === true || elapsedSeconds() >= (budgetSeconds ?? Infinity);
  return {
    elapsedSeconds,
    isTimeSpent,
    isSpent: (steps) => steps >= (stopAt ?? Infinity) || isTimeSpent(),
  };
}
