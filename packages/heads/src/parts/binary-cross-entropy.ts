import { add, mean, mul, neg, slice, softplus, sub, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The loss of yes-or-no answers from raw scores, averaged over the columns as Keras does; finite for every finite score.
 *
 * @param scores `[batch, columns]`, or `[batch, 1]` where one score tells the second of two labels from the first
 * @param targets from 0 to 1: `[batch, columns]`, or `[batch, 2]` of which the second column counts
 * @returns losses `[batch]`, which the caller disposes
 */
export function binaryCrossEntropy(scores: Tensor, targets: Tensor): Tensor {
  return tidy(() => {
    const shared = scores.shape[1] === 1 && targets.shape[1] === 2;
    const wanted = shared ? slice(targets, [0, 1], [-1, 1]) : targets;
    const missed = mul(wanted, softplus(neg(scores)));
    return mean(add(missed, mul(sub(1, wanted), softplus(scores))), -1);
  });
}
