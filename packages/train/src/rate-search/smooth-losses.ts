/** The share of what was before in a smoothed loss. */
const KEPT = 0.98;

/**
 * An exponential moving average that the start does not pull towards zero.
 *
 * @see fastai, `fastai/learner.py`, `AvgSmoothLoss`
 */
export function smoothLosses(losses: readonly number[]): number[] {
  let average = 0;
  return losses.map((loss, at) => {
    average = KEPT * average + (1 - KEPT) * loss;
    return average / (1 - KEPT ** (at + 1));
  });
}

/** How many equal losses would have a mean as steady as the smoothed loss after `steps` of them. */
export function effectiveCount(steps: number): number {
  const rest = KEPT ** steps;
  return ((1 + KEPT) / (1 - KEPT)) * ((1 - rest) / (1 + rest));
}
