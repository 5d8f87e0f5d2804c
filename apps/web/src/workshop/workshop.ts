import { GraftError } from '@graftjs/core';
import { seenPicture } from '@graftjs/images/seen-picture';
import { probeImage } from '@graftjs/images/probe-image';
import { expose } from 'comlink';
import { backendRoom } from './backend-room.js';
import { explainPicture } from './explain-picture.js';
import { listBackends } from './list-backends.js';
import { modelShelf } from './model-shelf.js';
import { discardCheckpoints, openCheckpoints } from './project-checkpoints.js';
import { forgetFeatures } from './project-features.js';
import { planTraining, priceTraining } from './plan-training.js';
import { trainProject } from './train-project.js';
import { toAnswer } from './to-answer.js';
import type { Answer, Workshop } from './workshop-api.js';

let stopping: AbortController | undefined;
let finishing: AbortController | undefined;
let pricing: { readonly end: AbortController; readonly done: Promise<unknown> } | undefined;
/** Of a checkpoint, by their codes: the page says what can be done there. */
const refusals = new Map<string, 'changed' | 'damaged'>([
  ['resume-refused', 'changed'],
  ['checkpoint-damaged', 'damaged'],
  ['checkpoint-format', 'changed'],
]);
const backends = backendRoom(listBackends(), () => models.close());
const models = modelShelf(backends.open);

const workshop: Workshop = {
  inspect: (pictures) => Promise.all(pictures.map(async (picture) => (await probeImage(picture))?.message)),
  openBundle: async (file) => (await (await models.put('bundle', file)).predictor()).labels,
  async predict(source, pictures, onAnswer) {
    const model = await models.find(source).predictor();
    let index = 0;
    for await (const outcome of model.predictEach(pictures)) {
      await onAnswer(toAnswer(outcome), index++);
    }
  },
  async plan(order) {
    await endPricing();
    return planTraining(order);
  },
  async price(order) {
    await endPricing();
    const end = new AbortController();
    const done = backends.open().then((opened) => priceTraining(order, opened, end.signal));
    pricing = { end, done };
    return done.catch((error: unknown) => {
      if (!end.signal.aborted) throw error;
      return undefined;
    });
  },
  explain: async (source, picture, options = {}) => explainPicture(models.find(source), picture, options),
  async look(source, picture, explain) {
    const model = models.find(source);
    const seen = await seenPicture(model.bundle.preprocess, picture);
    let answer: Answer = { problem: '' };
    for await (const outcome of (await model.predictor()).predictEach([seen])) answer = toAnswer(outcome);
    if (explain === undefined || 'problem' in answer) return { answer };
    return { answer, explanation: await explainPicture(model, seen, explain) };
  },
  async export(source, format, name) {
    const { prepareExport, packExport } = await import('@graftjs/bundle/export');
    const zip = await packExport(prepareExport(models.find(source).bundle, format), name);
    return new Blob([zip], { type: 'application/zip' });
  },
  async train(order, onProgress) {
    stopping = new AbortController();
    finishing = new AbortController();
    const signals = { signal: stopping.signal, finish: finishing.signal };
    onProgress({ phase: 'loading' });
    await endPricing();
    try {
      const result = await backends.survive((engine, lost) =>
        trainProject(lost > 0 ? { ...order, resume: order.keeps } : order, engine, onProgress, signals),
      );
      // From the file, as anybody who is given it would.
      await models.put('training', result.bundle);
      return { kind: 'done', result };
    } catch (error) {
      if (stopping.signal.aborted) return { kind: 'stopped' };
      const refusal = error instanceof GraftError ? refusals.get(error.code) : undefined;
      if (refusal === undefined) throw error;
      return { kind: refusal };
    }
  },
  stop: async () => stopping?.abort(),
  finish: async () => finishing?.abort(),
  hasCheckpoint: async () => (await openCheckpoints().read(0)) !== undefined,
  discard: discardCheckpoints,
  async forget() {
    await Promise.all([discardCheckpoints(), forgetFeatures()]);
  },
  async openTrained(bundle) {
    await models.put('training', bundle);
  },
  useBackend: backends.wish,
  async startBackend() {
    await backends.open();
  },
  watchBackend: async (onState) => backends.watch(onState),
};
expose(workshop);

/** What is measured while something else runs says nothing, and disturbs it. */
async function endPricing(): Promise<void> {
  pricing?.end.abort();
  await pricing?.done.catch(() => undefined);
  pricing = undefined;
}
