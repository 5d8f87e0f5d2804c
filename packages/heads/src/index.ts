// The parts that heads are made of. Each head is imported by its own path: `@graftjs/heads/linear`.
export { denseLoss } from './parts/dense-loss.js';
export { denseScores, withDenseWeights } from './parts/dense-scores.js';
export type { DenseWeights } from './parts/dense-scores.js';
export { labelsOf, widthOf } from './parts/expect-served.js';
export { softmaxCrossEntropy } from './parts/softmax-cross-entropy.js';
