import { logSoftmax, mul, neg, sum, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The loss of one label out of several, from raw scores; finite for every finite score.
 *
 * @param scores `[batch, labels]`
 * @param targets `[batch, labels]`, each row adding up to 1
 * @returns losses `[batch]`, which the caller disposes
 */
export function softmaxCrossEntropy(scores: Tensor, targets: Tensor): Tensor {
  return tidy(() => neg(sum(mul(targets, logSoftmax(scores)), -1)));
}
