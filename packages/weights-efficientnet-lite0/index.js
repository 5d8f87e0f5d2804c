export { facts } from './facts.js';
export { labels, wordnetIds } from './labels.js';

// Bundlers know this very form: they copy the file and put its address here.
export const weights = new URL('./efficientnet-lite0.safetensors', import.meta.url);
