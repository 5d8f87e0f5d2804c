import type { Estimate } from './bootstrap.js';
import type { Interval } from './wilson-interval.js';

/**
 * The 95 % interval of the mean of independent figures, from their own: each side is the root of the summed squares of theirs.
 *
 * @param estimates at least one
 * @see Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10; Zou and Donner,
 * "Construction of confidence limits about effect measures", 2008
 */
export function meanInterval(estimates: readonly Estimate[]): Interval {
  const mean = estimates.reduce((sum, { value }) => sum + value, 0) / estimates.length;
  const side = (of: (estimate: Estimate) => number): number =>
    Math.hypot(...estimates.map((estimate) => of(estimate) - estimate.value)) / estimates.length;
  return { low: mean - side(({ low }) => low), high: mean + side(({ high }) => high) };
}
