export { adaptChannels } from './adapt-channels.js';
export { listCuts } from './list-cuts.js';
export { findBottleneck } from './find-bottleneck.js';
export { cutNetwork } from './cut-network.js';
export { dropLast } from './drop-last.js';
export { closedPlugin, openAtFeatures } from './open-at-features.js';
export { splitBlocks } from './split-blocks.js';
export { resizeInput } from './resize-input.js';
export { tapLayers } from './tap-layers.js';
