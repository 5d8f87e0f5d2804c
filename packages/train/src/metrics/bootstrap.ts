import { randomStream } from '@graftjs/core';
import { quantileSorted } from 'd3-array';

/** A figure and its 95 % bootstrap interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** From how often each example counts to figures; `null` where one is not defined for these counts. */
export type Statistic<Figures> = (counts: Uint16Array) => Figures;

/** An estimate of each figure; of one that can be `null`, that too. */
export type Estimates<Figures> = {
  readonly [Name in keyof Figures]: Figures[Name] extends number ? Estimate : Estimate | null;
};

const RESAMPLES = 1000;

/**
 * Computes figures, and intervals for them by drawing the examples again with replacement, 1,000 times: the percentile
 * bootstrap. Resamples for which a figure is not defined do not enter its interval.
 *
 * @param count number of examples
 * @param seed decides what is drawn
 * @returns `null` for a figure that is not defined
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", chapter 13
 */
export function bootstrap<Figures extends Readonly<Record<string, number | null>>>(
  count: number,
  statistic: Statistic<Figures>,
  seed: number,
): Estimates<Figures> {
  const random = randomStream(seed, 'bootstrap');
  const resamples = Array.from({ length: RESAMPLES }, () => {
    const counts = new Uint16Array(count);
    for (let draw = 0; draw < count; draw++) {
      const at = random.below(count);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return statistic(counts);
  });
  const estimates = Object.entries(statistic(new Uint16Array(count).fill(1))).map(([name, value]) => {
    const sorted = resamples.flatMap((figures) => figures[name] ?? []).sort((a, b) => a - b);
    return [
      name,
      value === null
        ? null
        : { value, low: quantileSorted(sorted, 0.025) ?? NaN, high: quantileSorted(sorted, 0.975) ?? NaN },
    ];
  });
  return Object.fromEntries(estimates) as Estimates<Figures>;
}
