export { loadKerasWeights, parseKerasJson, readKeras } from './keras.js';
export type { KerasModel, LoadedWeights } from './keras.js';
