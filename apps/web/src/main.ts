import { type LoadedModel, decodeBundle, loadModel } from '@graftjs/bundle';
import type { ImageInput } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { imagePlugin } from '@graftjs/images';
import { startWasm } from './backend.js';
import { showPrediction, showProblem } from './results.js';

const page = {
  bundle: element('bundle', HTMLInputElement),
  pictures: element('pictures', HTMLInputElement),
  drop: element('drop', HTMLElement),
  model: element('model', HTMLElement),
  progress: element('progress', HTMLElement),
};
let model: LoadedModel<ImageInput> | undefined;

page.bundle.addEventListener('change', () => {
  const [file] = page.bundle.files ?? [];
  if (file) void useBundle(file);
});
page.pictures.addEventListener('change', () => void classify([...(page.pictures.files ?? [])]));
page.drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  page.drop.classList.add('over');
});
page.drop.addEventListener('dragleave', () => page.drop.classList.remove('over'));
page.drop.addEventListener('drop', (event) => {
  event.preventDefault();
  page.drop.classList.remove('over');
  void classify([...(event.dataTransfer?.files ?? [])]);
});
void useHostedBundle();

/** The bundle that lies beside the page, if there is one. */
async function useHostedBundle(): Promise<void> {
  const response = await fetch('model.safetensors').catch(() => undefined);
  // A host may answer a missing file with a page of its own.
  const found = response?.ok === true && !(response.headers.get('content-type') ?? '').startsWith('text/html');
  if (found) await useBundle(await response.blob());
  else page.model.textContent = 'No model.safetensors lies beside this page: choose a bundle.';
}

async function useBundle(file: Blob): Promise<void> {
  page.pictures.disabled = true;
  page.model.textContent = 'Loading the bundle …';
  try {
    const bundle = decodeBundle(new Uint8Array(await file.arrayBuffer()), { preprocessors: [imagePlugin] });
    await startWasm();
    model?.dispose();
    model = await loadModel(bundle, tfjsEngine());
    page.model.textContent = `Ready: tells ${model.labels.join(', ')} apart.`;
    page.pictures.disabled = false;
  } catch (error) {
    page.model.textContent = messageOf(error);
  }
}

async function classify(files: readonly File[]): Promise<void> {
  if (!model) return;
  page.pictures.disabled = true;
  try {
    let done = 0;
    for await (const outcome of model.predictEach(files)) {
      const name = files[done]?.name ?? '';
      if ('error' in outcome) showProblem(name, outcome.error.message);
      else showPrediction(name, outcome.prediction, model.labels);
      page.progress.textContent = `${++done} of ${files.length}`;
    }
    page.progress.textContent = `Done: ${files.length} ${files.length === 1 ? 'picture' : 'pictures'}.`;
  } catch (error) {
    page.progress.textContent = `Stopped: ${messageOf(error)}`;
  }
  page.pictures.disabled = false;
  page.pictures.value = '';
}

function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} "${id}".`);
  return found;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
