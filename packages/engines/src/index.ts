export { tfjsEngine } from './tfjs-engine.js';
export type { TfjsEngineOptions } from './tfjs-engine.js';
