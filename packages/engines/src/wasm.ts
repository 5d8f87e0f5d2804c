import { findWasmFiles } from '#wasm-files';
import type { BackendPlugin } from './backend-choice/backend-plugin.js';
import { startPlugin } from './backend-choice/start-plugin.js';

/** Addresses of the backend's three .wasm files by their names, or of the folder that holds them. */
export type WasmFiles =
  | string
  | Readonly<
      Record<'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm', string>
    >;

export interface WasmOptions {
  /**
   * Where the backend's files lie. Default: where a bundler puts them that knows `new URL('…', import.meta.url)`, as Vite, webpack
   * and Parcel do; for esbuild, copy them from `@graftjs/engines/dist` and say where.
   */
  readonly files?: WasmFiles | undefined;
}

/** tfjs on WebAssembly. */
export function wasm({ files }: WasmOptions = {}): BackendPlugin {
  let from: WasmFiles | undefined;
  return {
    name: 'wasm',
    exact: true,
    start: (options) =>
      startPlugin(
        'wasm',
        {
          async load() {
            if (typeof WebAssembly === 'undefined') {
              throw new Error('this browser has no WebAssembly, or has it switched off; allow it for this page');
            }
            const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
            from = files ?? findWasmFiles();
            if (from !== undefined) setWasmPaths(from);
          },
          // What tfjs rejects with is no Error, and the same for a file that is not there and for a policy that forbids it.
          explain: (error) => (error instanceof Error ? error.message : notLoaded(from)),
        },
        options,
      ),
  };
}

function notLoaded(files: WasmFiles | undefined): string {
  const address = typeof files === 'object' ? files['tfjs-backend-wasm-simd.wasm'] : files;
  return (
    `its .wasm file cannot be fetched from ${address ?? 'where the script lies'}, or the policy of the page has no 'wasm-unsafe-eval'. ` +
    'Copy the files from @graftjs/engines/dist, and say where they lie'
  );
}
