import type { BackendPlugin } from './backend-choice/backend-plugin.js';
import { startPlugin } from './backend-choice/start-plugin.js';

export interface WasmOptions {
  /** Addresses of the backend's three .wasm files by their names, or of the folder that holds them. Default: beside the script. */
  readonly files?:
    | string
    | Readonly<
        Record<
          'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm',
          string
        >
      >;
}

/** tfjs on WebAssembly. */
export function wasm({ files }: WasmOptions = {}): BackendPlugin {
  return {
    name: 'wasm',
    exact: true,
    start: () =>
      startPlugin('wasm', {
        async load() {
          if (typeof WebAssembly === 'undefined') {
            throw new Error('this browser has no WebAssembly, or has it switched off; allow it for this page');
          }
          const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
          if (files !== undefined) setWasmPaths(files);
        },
      }),
  };
}
