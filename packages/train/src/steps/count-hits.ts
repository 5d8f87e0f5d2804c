import type { HostTensor } from '@graftjs/core';

/**
 * How often the highest score is in the column of the highest target; one column of scores is the second label's, over 0 where
 * it is likelier.
 *
 * @param scores those of one example after the other
 * @param targets `[n, columns]`
 */
export function countHits(scores: ArrayLike<number>, { shape: [count = 0, columns = 0], data }: HostTensor): number {
  const width = scores.length / count;
  let hits = 0;
  for (let row = 0; row < count; row++) {
    const answer = width === 1 ? Number((scores[row] ?? NaN) > 0) : highest(scores, row * width, width);
    if (answer === highest(data, row * columns, columns)) hits++;
  }
  return hits;
}

/** The first of those that are highest. */
function highest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let at = 1; at < count; at++) {
    if ((values[from + at] ?? NaN) > (values[from + best] ?? NaN)) best = at;
  }
  return best;
}
