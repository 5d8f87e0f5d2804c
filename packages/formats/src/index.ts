export { loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
export { fromLayersModel, readLayersModel, readTfjsArtifacts, writeLayersModel } from './tfjs.js';
export type { LiveLayer, LiveLayersModel, TfjsArtifacts, TfjsModel } from './tfjs.js';
export { writeOnnx } from './onnx.js';
export type { OnnxOptions } from './onnx.js';
export { readNetworkSafetensors, writeNetworkSafetensors } from './safetensors.js';
export type { NetworkSafetensors } from './safetensors.js';
