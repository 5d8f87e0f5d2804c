import type { Batch } from '@graftjs/core';
import type { DenseWeights } from './dense-scores.js';

/**
 * The weighted mean softmax cross-entropy of a Dense layer over a batch, in double precision: the loss that a head's direct
 * solution reports.
 *
 * @param batch features `[n, width]`, targets `[n, units]`
 */
export function denseLoss({ kernel, bias }: DenseWeights, { features, targets, weights }: Batch): number {
  const [width = 0, units = 0] = kernel.shape;
  const scores = new Float64Array(units);
  let loss = 0;
  let total = 0;
  for (const [row, weight] of weights.entries()) {
    scores.set(bias.data);
    for (let i = 0; i < width; i++) {
      const feature = features.data[row * width + i] ?? 0;
      for (let unit = 0; unit < units; unit++) {
        scores[unit] = (scores[unit] ?? 0) + feature * (kernel.data[i * units + unit] ?? 0);
      }
    }
    // The largest score is taken out first: the exponential of what is left cannot overflow.
    const highest = Math.max(...scores);
    const logSum = highest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0));
    scores.forEach((score, unit) => (loss += weight * (targets.data[row * units + unit] ?? 0) * (logSum - score)));
    total += weight;
  }
  return loss / total;
}
