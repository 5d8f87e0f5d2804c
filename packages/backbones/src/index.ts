export { buildNetwork } from './build-network.js';
export type { NetworkBuilder } from './build-network.js';
export { fillWeights } from './fill-weights.js';
export { openBackbone } from './open-backbone.js';
