import { decodeBundle, loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type Engine, type ImageInput } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { imagePlugin } from '@graftjs/images';
import { probeImage } from '@graftjs/images/probe-image';
import { expose } from 'comlink';
import { startWasm } from './start-wasm.js';
import { trainProject } from './train-project.js';
import type { ModelSource, Workshop } from './workshop-api.js';

let engine: Promise<Engine> | undefined;
let stopping: AbortController | undefined;
const models = new Map<ModelSource, LoadedModel<ImageInput>>();

const workshop: Workshop = {
  inspect: (pictures) => Promise.all(pictures.map(async (picture) => (await probeImage(picture))?.message)),
  openBundle: async (file) => (await openModel('bundle', file)).labels,
  async predict(source, pictures, onAnswer) {
    const model = models.get(source);
    if (!model) throw new GraftError('no-model', 'There is no model yet. Train one, or open a bundle.');
    let index = 0;
    for await (const outcome of model.predictEach(pictures)) {
      if ('error' in outcome) await onAnswer({ problem: outcome.error.message }, index++);
      else {
        const { label, probability, probabilities } = outcome.prediction;
        await onAnswer({ label, probability, probabilities: [...probabilities] }, index++);
      }
    }
  },
  async train(order, onProgress) {
    stopping = new AbortController();
    onProgress({ phase: 'loading' });
    const result = await trainProject(order, await openEngine(), onProgress, stopping.signal);
    // From the file, as anybody who is given it would.
    await openModel('training', result.bundle);
    return result;
  },
  stop: async () => stopping?.abort(new GraftError('stopped', 'The training was stopped.')),
};
expose(workshop);

function openEngine(): Promise<Engine> {
  engine ??= startWasm().then(() => tfjsEngine());
  // So that whoever allows WebAssembly meanwhile can try again.
  engine.catch(() => (engine = undefined));
  return engine;
}

async function openModel(source: ModelSource, file: Blob): Promise<LoadedModel<ImageInput>> {
  models.get(source)?.dispose();
  models.delete(source);
  const bundle = decodeBundle(new Uint8Array(await file.arrayBuffer()), { preprocessors: [imagePlugin] });
  const model = await loadModel(bundle, await openEngine());
  models.set(source, model);
  return model;
}
