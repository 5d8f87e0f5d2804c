export { readTfjsArtifacts } from './tfjs/read-artifacts.js';
export type { TfjsArtifacts } from './tfjs/read-artifacts.js';
