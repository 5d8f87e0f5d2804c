export { listKerasWeights } from './keras/list-keras-weights.js';
export { loadKerasWeights } from './keras/load-keras-weights.js';
export type { LoadedWeights } from './keras/load-keras-weights.js';
export { parseKerasJson } from './keras/parse-keras-json.js';
export type { KerasModel } from './keras/parse-keras-json.js';
export { readKeras } from './keras/read-keras.js';
export { writeKeras } from './keras/write-keras.js';
