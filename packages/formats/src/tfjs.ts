export { fromLayersModel } from './tfjs/from-layers-model.js';
export type { LiveLayer, LiveLayersModel } from './tfjs/from-layers-model.js';
export { readTfjsArtifacts } from './tfjs/read-artifacts.js';
export type { TfjsArtifacts } from './tfjs/read-artifacts.js';
export { readGraphModel } from './tfjs/read-graph-model.js';
export { readLayersModel } from './tfjs/read-layers-model.js';
export type { TfjsModel } from './tfjs/read-layers-model.js';
export { readTfjsModel } from './tfjs/read-tfjs-model.js';
export { writeLayersModel } from './tfjs/write-layers-model.js';
