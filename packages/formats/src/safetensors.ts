export { readNetworkSafetensors, writeNetworkSafetensors } from './safetensors/network-safetensors.js';
export type { NetworkSafetensors } from './safetensors/network-safetensors.js';
