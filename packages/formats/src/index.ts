export { loadKerasWeights, parseKerasJson, readKeras, writeKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
