/** A function along one direction: its value and slope at some step length. */
export interface Slice {
  readonly value: number;
  readonly slope: number;
}

export interface Step extends Slice {
  readonly step: number;
}

/** Sufficient decrease, and how much flatter the slope must become: the usual choices for quasi-Newton directions. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_EVALUATIONS = 40;

/**
 * Finds a step that satisfies the strong Wolfe conditions.
 *
 * @param evaluate value and slope at a positive step; the last call is always the step that is returned
 * @param origin at step 0; the slope must be negative
 * @param firstStep where to look first
 * @returns undefined when double precision allows no better point
 * @see Nocedal and Wright, "Numerical Optimization", 2nd edition: algorithms 3.5 and 3.6
 */
export function searchWolfe(evaluate: (step: number) => Slice, origin: Slice, firstStep: number): Step | undefined {
  // Near the minimum the differences of values are all rounding; without this slack the search would stop short of it.
  const slack = 4 * Number.EPSILON * Math.abs(origin.value);
  const decreases = (at: Step): boolean => at.value <= origin.value + DECREASE * at.step * origin.slope + slack;
  const isFlat = (at: Step): boolean => Math.abs(at.slope) <= -CURVATURE * origin.slope;
  let evaluations = 0;
  const at = (step: number): Step => {
    evaluations++;
    return { step, ...evaluate(step) };
  };

  let low: Step = { step: 0, ...origin };
  let high: Step | undefined;
  let next = firstStep;
  while (evaluations < MAX_EVALUATIONS) {
    const here = at(next);
    // `!(a < b)` rather than `a >= b`: a value that overflowed to NaN is too far out as well.
    if (!decreases(here) || !(here.value < low.value + slack)) {
      high = here;
    } else if (isFlat(here)) {
      return here;
    } else {
      if (high === undefined ? here.slope >= 0 : here.slope * (high.step - low.step) >= 0) high = low;
      low = here;
    }
    if (high === undefined) {
      next = 4 * here.step;
    } else {
      next = between(low, high);
      if (next === low.step || next === high.step) break;
    }
  }
  return low.step > 0 && low.value < origin.value ? at(low.step) : undefined;
}

/** The minimum of the cubic through both ends (formula 3.59), kept a tenth of the interval away from them. */
function between(low: Step, high: Step): number {
  const width = high.step - low.step;
  const middle = low.step + width / 2;
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.step - high.step);
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const cubic = high.step - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  if (!Number.isFinite(cubic)) return middle;
  const position = (cubic - low.step) / width;
  return low.step + width * Math.min(0.9, Math.max(0.1, position));
}
