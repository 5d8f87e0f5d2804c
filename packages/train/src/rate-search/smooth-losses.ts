/** fastai keeps so much of what was before, in a test of 100 steps. */
const KEPT = 0.98;
const STEPS = 100;

/**
 * An exponential moving average that the start does not pull towards zero. It reaches as far, in rates, whatever the number of steps.
 *
 * @param planned steps of the whole test
 * @see fastai, `fastai/learner.py`, `AvgSmoothLoss`
 */
export function smoothLosses(losses: readonly number[], planned: number): number[] {
  const kept = keptOf(planned);
  let average = 0;
  return losses.map((loss, at) => {
    average = kept * average + (1 - kept) * loss;
    return average / (1 - kept ** (at + 1));
  });
}

/** How many equal losses would have a mean as steady as the smoothed loss after `steps` of them. */
export function effectiveCount(steps: number, planned: number): number {
  const kept = keptOf(planned);
  const rest = kept ** steps;
  return ((1 + kept) / (1 - kept)) * ((1 - rest) / (1 + rest));
}

function keptOf(planned: number): number {
  return KEPT ** (STEPS / planned);
}
