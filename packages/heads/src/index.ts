// The parts that heads are made of. Each head is imported by its own path: `@graftjs/heads/linear`.
export { addClass } from './prototype/add-class.js';
export { binaryCrossEntropy } from './parts/binary-cross-entropy.js';
export { denseLoss } from './parts/dense-loss.js';
export { denseScores, withDenseWeights } from './parts/dense-scores.js';
export type { DenseWeights } from './parts/dense-scores.js';
export { labelsOf, widthOf } from './parts/expect-served.js';
export type { HeadOutput, ResolvedOutput } from './parts/resolve-output.js';
export { headOutputs, resolveOutput } from './parts/resolve-output.js';
export { softmaxCrossEntropy } from './parts/softmax-cross-entropy.js';
export { squaredError } from './parts/squared-error.js';
