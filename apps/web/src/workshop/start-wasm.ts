import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { GraftError } from '@graftjs/core';

/** Starts WebAssembly, and makes sure that it is what runs: tfjs would silently carry on elsewhere. */
export async function startWasm(): Promise<void> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedSimd,
  });
  const started = await setBackend('wasm').catch(() => false);
  if (started) await ready();
  if (!started || getBackend() !== 'wasm') {
    throw new GraftError(
      'backend-failed',
      'WebAssembly did not start in this browser. Allow it for this page, or use another browser.',
    );
  }
}
