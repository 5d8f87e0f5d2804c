// A head of your own, in one file: `examples/own-head.js` checks it, and a recipe takes it by "plugins": ["./naive-bayes.mjs"].
import { denseLoss, denseScores, labelsOf, softmaxCrossEntropy, widthOf, withDenseWeights } from '@graftjs/heads';
import { initializeWeights } from '@graftjs/network';

/**
 * Gaussian naive Bayes, every class with the same spread: features are taken one by one, and nothing is trained.
 *
 * @see Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", section 4.3, with a diagonal covariance
 * @returns {import('@graftjs/core').Head}
 */
function naiveBayes() {
  return {
    id: 'naive-bayes',
    spec: {},
    bind(features, task, seed) {
      const bare = denseScores('naive-bayes', widthOf('naive-bayes', features), labelsOf('naive-bayes', task).length);
      return {
        network: initializeWeights(bare, seed),
        activation: 'softmax',
        exampleLoss: softmaxCrossEntropy,
        async solve(train, validation, { signal }) {
          signal?.throwIfAborted();
          const weights = weightsOf(train);
          return {
            network: withDenseWeights(bare, weights),
            trainLoss: denseLoss(weights, train),
            validationLoss: validation ? denseLoss(weights, validation) : null,
            details: null,
          };
        },
      };
    },
  };
}

export const heads = { 'naive-bayes': naiveBayes };

/**
 * The logarithm of a class's share times its density is, but for a part that all classes have in common, the sum over the
 * features of x m / v - m² / 2v, plus the logarithm of the share: a Dense layer can say it.
 *
 * @param {import('@graftjs/core').Batch} batch
 * @returns {import('@graftjs/heads').DenseWeights}
 */
function weightsOf({ features, targets, weights }) {
  const [count = 0, width = 0] = features.shape;
  const [, classes = 0] = targets.shape;
  const rows = Array.from({ length: count }, (_, row) => features.data.subarray(row * width, (row + 1) * width));
  const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  const all = sum([...weights]);
  const shares = Array.from({ length: classes }, (_, at) =>
    rows.map((_, row) => weights[row] * targets.data[row * classes + at]),
  );
  const kernel = new Float32Array(width * classes);
  const bias = Float32Array.from(shares, (share) => Math.log(sum(share) / all));
  for (let i = 0; i < width; i++) {
    const means = shares.map((share) => sum(rows.map((row, at) => share[at] * row[i])) / sum(share));
    const squares = shares.map((share, at) => sum(rows.map((row, r) => share[r] * (row[i] - means[at]) ** 2)));
    // A feature that never changes says nothing, and must not divide by zero.
    const variance = sum(squares) / all + 1e-6;
    means.forEach((mean, at) => {
      kernel[i * classes + at] = mean / variance;
      bias[at] -= mean ** 2 / (2 * variance);
    });
  }
  return {
    kernel: { dtype: 'float32', shape: [width, classes], data: kernel },
    bias: { dtype: 'float32', shape: [classes], data: bias },
  };
}
