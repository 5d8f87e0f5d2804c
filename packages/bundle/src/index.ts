export { decodeBundle } from './decode-bundle.js';
export type { Bundle, DecodeOptions, TrainedOn } from './decode-bundle.js';
export { encodeBundle } from './encode-bundle.js';
export type { EncodeOptions } from './encode-bundle.js';
export { loadModel } from './load-model.js';
export type { LoadedModel, Outcome, Prediction, PredictOptions } from './load-model.js';
export { modelBackbone } from './model-backbone.js';
export { reportProbabilities } from './report-probabilities.js';
export { rewriteBundle } from './rewrite-bundle.js';
