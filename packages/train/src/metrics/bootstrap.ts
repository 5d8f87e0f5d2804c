import { randomStream } from '@graftjs/core';
import { group, quantileSorted } from 'd3-array';
import type { Interval } from './wilson-interval.js';

/** A figure and its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
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
 * bootstrap. Each class is drawn by itself, as often as it occurs, so that no resample lacks one. Where every resample gives the
 * same, the interval is that one number.
 *
 * @param classes of each example
 * @param seed decides what is drawn
 * @returns `null` for a figure that is not defined
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", chapters 8 and 13
 */
export function bootstrap<Figures extends Readonly<Record<string, number | null>>>(
  classes: readonly number[],
  statistic: Statistic<Figures>,
  seed: number,
): Estimates<Figures> {
  const random = randomStream(seed, 'bootstrap');
  const members = [...group(classes.keys(), (example) => classes[example]).values()];
  const resamples = Array.from({ length: RESAMPLES }, () => {
    const counts = new Uint16Array(classes.length);
    for (const examples of members) {
      examples.forEach(() => {
        const at = examples[random.below(examples.length)] ?? 0;
        counts[at] = (counts[at] ?? 0) + 1;
      });
    }
    return statistic(counts);
  });
  const estimates = Object.entries(statistic(new Uint16Array(classes.length).fill(1))).map(([name, value]) => {
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
