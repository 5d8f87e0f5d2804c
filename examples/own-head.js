// A head of your own, in one file: it scores each class by how near its mean is. The check says whether it is a good head.
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { denseLoss, denseScores, labelsOf, softmaxCrossEntropy, widthOf, withDenseWeights } from '@graftjs/heads';
import { initializeWeights } from '@graftjs/network';
import { checkHead, tinyBackbone, toyImages } from '@graftjs/testkit';
import { compose, evaluate, fit } from '@graftjs/train';

/** @returns {import('@graftjs/core').Head} */
function nearestMean() {
  return {
    id: 'nearest-mean',
    spec: null,
    bind(features, task, seed) {
      const network = denseScores(
        'nearest-mean',
        widthOf('nearest-mean', features),
        labelsOf('nearest-mean', task).length,
      );
      return {
        network: initializeWeights(network, seed),
        activation: 'softmax',
        exampleLoss: softmaxCrossEntropy,
        async solve(train, validation, { signal }) {
          signal?.throwIfAborted();
          const weights = meansOf(train);
          return {
            network: withDenseWeights(network, weights),
            trainLoss: denseLoss(weights, train),
            validationLoss: validation ? denseLoss(weights, validation) : null,
            details: null,
          };
        },
      };
    },
  };
}

/**
 * The squared distance to a mean m is |x|^2 - 2 x.m + |m|^2, and |x|^2 is the same for every class: a Dense layer can say it.
 *
 * @param {import('@graftjs/core').Batch} batch
 * @returns {import('@graftjs/heads').DenseWeights}
 */
function meansOf({ features, targets }) {
  const [count = 0, width = 0] = features.shape;
  const [, columns = 0] = targets.shape;
  const kernel = new Float32Array(width * columns);
  const bias = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const rows = Array.from({ length: count }, (_, row) => row).filter(
      (row) => targets.data[row * columns + column] === 1,
    );
    for (let i = 0; i < width; i++) {
      const mean = rows.reduce((sum, row) => sum + features.data[row * width + i], 0) / rows.length;
      kernel[i * columns + column] = mean;
      bias[column] -= mean ** 2 / 2;
    }
  }
  return {
    kernel: { dtype: 'float32', shape: [width, columns], data: kernel },
    bias: { dtype: 'float32', shape: [columns], data: bias },
  };
}

await startBackend('cpu');
await checkHead(nearestMean());
const run = await fit(
  compose({ data: toyImages(), backbone: tinyBackbone(), head: nearestMean(), freeze: featureExtraction(), seed: 1 }),
);
const { metrics } = await evaluate(run, 'test');
console.log(`nearest-mean is a good head; on toy pictures its accuracy is ${metrics.accuracy.value}`);
