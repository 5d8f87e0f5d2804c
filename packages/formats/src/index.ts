export { loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
export { readTfjsArtifacts } from './tfjs.js';
export type { TfjsArtifacts } from './tfjs.js';
