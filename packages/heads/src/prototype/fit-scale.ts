import type { LabelledRows } from '../parts/labelled-rows.js';
import { closeness, type ClassMeans } from './class-means.js';

/** Halvings of an interval of 40 powers of two: more than float32 can tell apart. */
const HALVINGS = 40;

/**
 * How far apart probabilities should be: the number that, multiplied with the closeness to each mean, makes the softmax fit the
 * rows best. Targets are smoothed as Platt does, so that it stays finite where every row is nearest to its own mean.
 *
 * @param rows examples that the means were not made of
 * @returns the scale, over 0; about 1 / (squared distance between means) where the rows say nothing
 * @see Guo et al., "On calibration of modern neural networks", ICML 2017 (temperature scaling); Platt 1999, section 2.2
 */
export function fitScale(rows: LabelledRows, means: ClassMeans): number {
  return bestScale(rows, closeness(rows, means), meanDistance(means));
}

/**
 * `fitScale` from the rows that made the means: each is compared with the mean of the others of its label. A label's only
 * example has no others, and says nothing.
 */
export function fitScaleLeaveOneOut(rows: LabelledRows, means: ClassMeans): number {
  const scores = closeness(rows, means);
  const alone = new Uint8Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    for (let label = 0; label < rows.labels; label++) {
      const at = row * rows.labels + label;
      const own = (rows.targets[at] ?? 0) * (rows.weights[row] ?? 0);
      if (own === 0) continue;
      const others = (means.weights[label] ?? 0) - own;
      // Without its own share the mean lies farther away by this factor.
      if (means.counts[label] === 1) alone[row] = 1;
      else scores[at] = (scores[at] ?? 0) * ((others + own) / others) ** 2;
    }
  }
  const weights = rows.weights.map((weight, row) => (alone[row] ? 0 : weight));
  return bestScale({ ...rows, weights }, scores, meanDistance(means));
}

/** By bisection on the slope of the loss, which rises with the scale: the loss is convex in it. */
function bestScale(rows: LabelledRows, scores: Float64Array, distance: number): number {
  const unit = distance > 0 ? 1 / distance : 1;
  if (!rows.weights.some((weight) => weight > 0)) return unit;
  let [low, high] = [-20, 20];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (slope(rows, scores, unit * 2 ** middle) < 0) low = middle;
    else high = middle;
  }
  return unit * 2 ** ((low + high) / 2);
}

/** Of the weighted loss by the scale. */
function slope({ count, labels, targets, weights }: LabelledRows, scores: Float64Array, scale: number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const own = scores.subarray(row * labels, (row + 1) * labels);
    const highest = own.reduce((most, score) => Math.max(most, score), -Infinity);
    const exponentials = own.map((score) => Math.exp(scale * (score - highest)));
    const total = exponentials.reduce((a, b) => a + b, 0);
    for (let label = 0; label < labels; label++) {
      const wanted = ((targets[row * labels + label] ?? 0) * count + 1) / (count + labels);
      const given = (exponentials[label] ?? 0) / total;
      sum += (weights[row] ?? 0) * (given - wanted) * ((own[label] ?? 0) - highest);
    }
  }
  return sum;
}

/** The mean squared distance between two means. */
function meanDistance({ means, width }: ClassMeans): number {
  const labels = means.length / width;
  let sum = 0;
  for (let a = 0; a < labels; a++) {
    for (let b = 0; b < a; b++) {
      for (let i = 0; i < width; i++) sum += ((means[a * width + i] ?? 0) - (means[b * width + i] ?? 0)) ** 2;
    }
  }
  return sum / ((labels * (labels - 1)) / 2);
}
