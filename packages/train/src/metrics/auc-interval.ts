import { Z, type Interval } from './wilson-interval.js';

/**
 * The 95 % interval of an area under the ROC curve by a score method: those areas from which the one that was found is not
 * further than 1.96 standard errors, which are taken at each of them. So it has a width at 0 and 1 too.
 *
 * @param area from 0 to 1
 * @param positives number of examples, at least 1
 * @param negatives at least 1
 * @see Newcombe, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2", 2006, method 5
 */
export function aucInterval(area: number, positives: number, negatives: number): Interval {
  const size = (positives + negatives) / 2;
  const isNear = (theta: number): boolean => {
    const spread = 1 + (size - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta));
    return (area - theta) ** 2 <= (Z ** 2 * theta * (1 - theta) * spread) / (positives * negatives);
  };
  return { low: area === 0 ? 0 : limit(area, 0, isNear), high: area === 1 ? 1 : limit(area, 1, isNear) };
}

/** Between a value that is near and one that is not, as close as float64 tells apart. */
function limit(near: number, far: number, isNear: (theta: number) => boolean): number {
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (near + far) / 2;
    if (isNear(middle)) near = middle;
    else far = middle;
  }
  return near;
}
