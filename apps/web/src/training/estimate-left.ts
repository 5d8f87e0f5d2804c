import type { TrainingProgress } from '../workshop/workshop-api.js';

/** Before that, one slow picture would decide. */
const LEAST_SECONDS = 2;

/**
 * Starts to estimate how long a training takes yet, from the pictures that ran through the backbone so far.
 *
 * @returns a function of the progress and the time in milliseconds: seconds left, undefined where that cannot be told yet
 */
export function startEstimate(): (progress: TrainingProgress, now: number) => number | undefined {
  let first: { readonly done: number; readonly at: number } | undefined;
  return (progress, now) => {
    if (progress.phase !== 'features') return undefined;
    const { done, total } = progress;
    first ??= { done, at: now };
    const seconds = (now - first.at) / 1000;
    if (seconds < LEAST_SECONDS || done === first.done) return undefined;
    return (seconds / (done - first.done)) * (total - done);
  };
}
