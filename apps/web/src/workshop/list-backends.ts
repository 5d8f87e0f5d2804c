import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type { BackendPlugin } from '@graftjs/engines/choose-backend';
import { cpu } from '@graftjs/engines/cpu';
import { wasm } from '@graftjs/engines/wasm';
import { webgl } from '@graftjs/engines/webgl';
import { webgpu } from '@graftjs/engines/webgpu';

/** All that the page may compute on; none is loaded before it is started. */
export function listBackends(): readonly BackendPlugin[] {
  const files = {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedSimd,
  };
  return [webgpu(), webgl(), wasm({ files }), cpu()];
}
