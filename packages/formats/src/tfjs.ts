export { readTfjsArtifacts } from './tfjs/read-artifacts.js';
export type { TfjsArtifacts } from './tfjs/read-artifacts.js';
export { readLayersModel } from './tfjs/read-layers-model.js';
export type { TfjsModel } from './tfjs/read-layers-model.js';
