import { decodeBundle, loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type Engine, type ImageInput } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { imagePlugin } from '@graftjs/images';
import { probeImage } from '@graftjs/images/probe-image';
import { expose } from 'comlink';
import { startWasm } from './start-wasm.js';
import { discardCheckpoints, openCheckpoints } from './project-checkpoints.js';
import { planTraining, priceTraining } from './plan-training.js';
import { trainProject } from './train-project.js';
import type { ModelSource, Workshop } from './workshop-api.js';

let engine: Promise<Engine> | undefined;
let stopping: AbortController | undefined;
let finishing: AbortController | undefined;
let pricing: { readonly end: AbortController; readonly done: Promise<unknown> } | undefined;
const models = new Map<ModelSource, Promise<LoadedModel<ImageInput>>>();

const workshop: Workshop = {
  inspect: (pictures) => Promise.all(pictures.map(async (picture) => (await probeImage(picture))?.message)),
  openBundle: async (file) => (await openModel('bundle', file)).labels,
  async predict(source, pictures, onAnswer) {
    const model = await models.get(source);
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
  async plan(order) {
    await endPricing();
    return planTraining(order);
  },
  async price(order) {
    await endPricing();
    const end = new AbortController();
    const done = openEngine().then((opened) => priceTraining(order, opened, end.signal));
    pricing = { end, done };
    return done.catch((error: unknown) => {
      if (!end.signal.aborted) throw error;
      return undefined;
    });
  },
  async train(order, onProgress) {
    stopping = new AbortController();
    finishing = new AbortController();
    const signals = { signal: stopping.signal, finish: finishing.signal };
    onProgress({ phase: 'loading' });
    await endPricing();
    const result = await trainProject(order, await openEngine(), onProgress, signals);
    // From the file, as anybody who is given it would.
    await openModel('training', result.bundle);
    return result;
  },
  stop: async () => stopping?.abort(new GraftError('stopped', 'The training was stopped.')),
  finish: async () => finishing?.abort(),
  hasCheckpoint: async () => (await openCheckpoints().read(0)) !== undefined,
  discard: discardCheckpoints,
  async openTrained(bundle) {
    await openModel('training', bundle);
  },
};
expose(workshop);

/** What is measured while something else runs says nothing, and disturbs it. */
async function endPricing(): Promise<void> {
  pricing?.end.abort();
  await pricing?.done.catch(() => undefined);
  pricing = undefined;
}

function openEngine(): Promise<Engine> {
  engine ??= startWasm().then(() => tfjsEngine());
  // So that whoever allows WebAssembly meanwhile can try again.
  engine.catch(() => (engine = undefined));
  return engine;
}

async function openModel(source: ModelSource, file: Blob): Promise<LoadedModel<ImageInput>> {
  const before = models.get(source);
  models.delete(source);
  await before?.then((model) => model.dispose());
  const opening = loadBundle(file);
  models.set(source, opening);
  opening.catch(() => models.delete(source));
  return opening;
}

async function loadBundle(file: Blob): Promise<LoadedModel<ImageInput>> {
  const bundle = decodeBundle(new Uint8Array(await file.arrayBuffer()), { preprocessors: [imagePlugin] });
  return loadModel(bundle, await openEngine());
}
