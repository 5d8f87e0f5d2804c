import { GraftError } from '@graftjs/core';
import type { LabelledRows } from '../parts/labelled-rows.js';

/** The weighted mean of each label's rows. */
export interface ClassMeans {
  readonly width: number;
  /** `[labels, width]`, one row a label. */
  readonly means: Float64Array;
  /** The sum of the example weights of each label. */
  readonly weights: Float64Array;
  /** The number of examples of each label. */
  readonly counts: readonly number[];
}

/**
 * The mean of each label, every example counting by its weight; targets are shares of an example.
 *
 * @param names of the labels, for the message
 * @throws GraftError 'label-without-examples', 'features-not-finite'
 */
export function classMeans(
  { count, width, features, targets, labels, weights }: LabelledRows,
  names: readonly string[],
): ClassMeans {
  const means = new Float64Array(labels * width);
  const totals = new Float64Array(labels);
  const counts = new Array<number>(labels).fill(0);
  for (let row = 0; row < count; row++) {
    for (let label = 0; label < labels; label++) {
      const share = (targets[row * labels + label] ?? 0) * (weights[row] ?? 0);
      if (share === 0) continue;
      totals[label] = (totals[label] ?? 0) + share;
      counts[label] = (counts[label] ?? 0) + 1;
      for (let i = 0; i < width; i++) {
        means[label * width + i] = (means[label * width + i] ?? 0) + share * (features[row * width + i] ?? 0);
      }
    }
  }
  const empty = totals.findIndex((total) => total <= 0);
  if (empty !== -1) {
    throw new GraftError(
      'label-without-examples',
      `No usable training example has the label "${names[empty]}", so it has no mean. Add some, or remove the label.`,
    );
  }
  const scaled = means.map((sum, at) => sum / (totals[Math.floor(at / width)] ?? 1));
  if (scaled.every(Number.isFinite)) return { width, means: scaled, weights: totals, counts };
  throw new GraftError(
    'features-not-finite',
    "Some features are NaN or infinite, so no mean can be taken. Check the backbone's weights and preprocessing.",
  );
}

/** Minus half the squared distance of every row from every mean, `[rows, labels]`. */
export function closeness({ count, width, features }: LabelledRows, { means }: ClassMeans): Float64Array {
  const labels = means.length / width;
  const scores = new Float64Array(count * labels);
  for (let row = 0; row < count; row++) {
    for (let label = 0; label < labels; label++) {
      let square = 0;
      for (let i = 0; i < width; i++) {
        square += ((features[row * width + i] ?? 0) - (means[label * width + i] ?? 0)) ** 2;
      }
      scores[row * labels + label] = -square / 2;
    }
  }
  return scores;
}
