import type { TrainingProgress } from '../workshop/workshop-api.js';

/** Before that, one slow picture would decide. */
const LEAST_SECONDS = 2;

/**
 * Starts to estimate how long a training takes yet, from the pictures that ran through the backbone so far, or the steps of a stage
 * that were taken.
 *
 * @returns a function of the progress and the time in milliseconds: seconds left of what is under way, undefined where that cannot
 * be told yet
 */
export function startEstimate(): (progress: TrainingProgress, now: number) => number | undefined {
  let first: { readonly what: string; readonly done: number; readonly at: number } | undefined;
  return (progress, now) => {
    if (progress.phase !== 'features' && progress.phase !== 'steps') return undefined;
    const { done, total } = progress;
    const what = progress.phase === 'steps' ? progress.stage : progress.split;
    // Pictures of all splits may be counted as one, and then the count goes on.
    const goesOn = first !== undefined && (first.what === what || progress.phase === 'features') && done >= first.done;
    if (first === undefined || !goesOn) first = { what, done, at: now };
    const seconds = (now - first.at) / 1000;
    if (seconds < LEAST_SECONDS || done === first.done) return undefined;
    return (seconds / (done - first.done)) * (total - done);
  };
}
