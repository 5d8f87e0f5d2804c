export { loadKerasWeightsFile, readKerasFile, writeKerasFile } from './keras/keras-files.js';
export type { WriteOptions } from './keras/keras-files.js';
export { listNetworkFiles } from './network-file/list-network-files.js';
export { openNetworkFile } from './network-file/open-network-file.js';
export type { NetworkFile } from './network-file/open-network-file.js';
export { readTfjsArtifactsFile } from './tfjs/open-folder.js';
export { readTfjsFile, writeLayersModelFolder } from './tfjs/tfjs-files.js';
