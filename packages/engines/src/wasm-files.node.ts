import type { WasmFiles } from './wasm.js';

/** In Node the backend finds its own files. */
export function findWasmFiles(): WasmFiles | undefined {
  return undefined;
}
