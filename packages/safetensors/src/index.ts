export { readSafetensors } from './read-safetensors.js';
export type { Safetensors } from './read-safetensors.js';
export { writeSafetensors } from './write-safetensors.js';
