export { listKerasWeights, loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
export {
  fromLayersModel,
  readGraphModel,
  readLayersModel,
  readTfjsArtifacts,
  readTfjsModel,
  writeLayersModel,
} from './tfjs.js';
export type { LiveLayer, LiveLayersModel, TfjsArtifacts, TfjsModel } from './tfjs.js';
export { writeOnnx } from './onnx.js';
export type { OnnxOptions } from './onnx.js';
export { readNetworkSafetensors, writeNetworkSafetensors } from './safetensors.js';
export type { NetworkSafetensors } from './safetensors.js';
export { takePixels } from './take-pixels.js';
export type { PixelArithmetic } from './take-pixels.js';
