import type { WasmFiles } from './wasm.js';

/** Where the backend's files lie. Bundlers know this very form: they copy each file and put its address here. Building puts them into `dist`. */
export function findWasmFiles(): WasmFiles {
  return {
    'tfjs-backend-wasm.wasm': new URL('../dist/tfjs-backend-wasm.wasm', import.meta.url).href,
    'tfjs-backend-wasm-simd.wasm': new URL('../dist/tfjs-backend-wasm-simd.wasm', import.meta.url).href,
    'tfjs-backend-wasm-threaded-simd.wasm': new URL('../dist/tfjs-backend-wasm-threaded-simd.wasm', import.meta.url)
      .href,
  };
}
