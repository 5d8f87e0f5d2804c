// A page without a framework, for any bundler. Here: cd examples && npx vite page
import { openModel } from '@graftjs/predict';

const bundle = /** @type {HTMLInputElement} */ (document.getElementById('bundle'));
const picture = /** @type {HTMLInputElement} */ (document.getElementById('picture'));
const answer = /** @type {HTMLElement} */ (document.getElementById('answer'));
/** @type {import('@graftjs/predict').OpenedModel<Blob> | undefined} */
let model;

bundle.addEventListener('change', () =>
  say(async ([file]) => {
    const opened = await openModel(file);
    model?.dispose();
    model = opened;
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
