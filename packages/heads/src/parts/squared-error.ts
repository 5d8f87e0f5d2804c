import { mean, squaredDifference, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The squared distance of numbers from what they should be, averaged over the columns as Keras does.
 *
 * @param scores `[batch, columns]`
 * @param targets `[batch, columns]`
 * @returns losses `[batch]`, which the caller disposes
 */
export function squaredError(scores: Tensor, targets: Tensor): Tensor {
  return tidy(() => mean(squaredDifference(scores, targets), -1));
}
