export { loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
export { readLayersModel, readTfjsArtifacts } from './tfjs.js';
export type { TfjsArtifacts, TfjsModel } from './tfjs.js';
