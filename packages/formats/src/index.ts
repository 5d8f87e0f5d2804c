export { loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
export { readTfjsArtifacts } from './tfjs.js';
export type { TfjsArtifacts } from './tfjs.js';
export { writeOnnx } from './onnx.js';
export type { OnnxOptions } from './onnx.js';
export { readNetworkSafetensors, writeNetworkSafetensors } from './safetensors.js';
export type { NetworkSafetensors } from './safetensors.js';
