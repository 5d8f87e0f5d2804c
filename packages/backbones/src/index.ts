export type { ImageArchitecture, PublishedFile, PublishedWeights } from './architecture.js';
export { buildNetwork } from './build-network.js';
export type { NetworkBuilder } from './build-network.js';
export { fillWeights } from './fill-weights.js';
export { nameWeights } from './name-weights.js';
export { openArchitecture } from './open-architecture.js';
export type { ArchitectureOptions } from './open-architecture.js';
export { openBackbone } from './open-backbone.js';
