// A page without a framework, for any bundler. npx vite examples/page shows it.
/// <reference types="vite/client" />
import { decodeBundle, loadModel } from '@graftjs/bundle';
import { tfjsEngine } from '@graftjs/engines';
import { wasm } from '@graftjs/engines/wasm';
import { imagePlugin } from '@graftjs/images';
// How Vite says: this file, beside the page. Other bundlers have words of their own for it.
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';

const bundle = /** @type {HTMLInputElement} */ (document.getElementById('bundle'));
const picture = /** @type {HTMLInputElement} */ (document.getElementById('picture'));
const answer = /** @type {HTMLElement} */ (document.getElementById('answer'));
/** @type {import('@graftjs/bundle').LoadedModel<import('@graftjs/core').ImageInput> | undefined} */
let model;

// Threads need headers that few hosts send.
const backend = wasm({
  files: {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  },
});

bundle.addEventListener('change', () =>
  say(async ([file]) => {
    await backend.start();
    model?.dispose();
    const decoded = decodeBundle(new Uint8Array(await file.arrayBuffer()), { preprocessors: [imagePlugin] });
    model = await loadModel(decoded, tfjsEngine());
    picture.disabled = false;
    return `Tells ${model.labels.join(', ')} apart.`;
  }, bundle),
);
picture.addEventListener('change', () =>
  say(async (files) => {
    const [prediction] = (await model?.predict(files)) ?? [];
    return prediction && `${prediction.label} (${(prediction.probability * 100).toFixed(1)} %)`;
  }, picture),
);

/**
 * @param {(files: File[]) => Promise<string | undefined>} work
 * @param {HTMLInputElement} input
 */
async function say(work, { files }) {
  if (!files?.length) return;
  try {
    answer.textContent = (await work([...files])) ?? '';
  } catch (error) {
    answer.textContent = error instanceof Error ? error.message : String(error);
  }
}
