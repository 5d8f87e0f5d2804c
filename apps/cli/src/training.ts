import { memoryStore } from '@graftjs/cache/memory-store';
import {
  GraftError,
  listNearest,
  splits,
  taskColumns,
  type Dataset,
  type FeatureStore,
  type ImageInput,
  type Run,
  type Split,
} from '@graftjs/core';
import { compose, evaluate, fit, type Evaluation } from '@graftjs/train';
import { openFeatureCache } from './feature-cache.js';
import { openBackbone } from './open-backbone.js';
import { openData } from './open-data.js';
import { openEngine } from './open-engine.js';
import type { Context } from './output.js';
import { makePlugin, type Plugins } from './plugins.js';
import { createProgressBar, showProgress } from './progress.js';
import type { TrainSettings } from './recipe.js';

/** What a training run found. */
export interface Training {
  readonly run: Run<ImageInput>;
  /** Of every split that has pictures. */
  readonly evaluations: ReadonlyMap<Split, Evaluation>;
  readonly backend: string;
  /** Names engine and numeric path: 'wasm 4.22.0/folded'. */
  readonly engine: string;
}

/**
 * Trains as the settings say, and measures every split. Writes nothing but the feature cache.
 *
 * @param name what the data set is called; default: as its folder
 */
export async function runTraining(
  settings: TrainSettings,
  plugins: Plugins,
  context: Context,
  name?: string,
): Promise<Training> {
  const { signal, output } = context;
  const { seed, weights, inputSize, strict } = settings;
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(settings);
  try {
    const data = await openData(settings.data, { ...settings, name }, context, bar);
    const backbone = await openBackbone(settings.backbone, { weights, inputSize, seed }, plugins);
    const composition = compose({
      data,
      backbone,
      cut: settings.cut,
      pool: settings.pool,
      head: await makePlugin(plugins.heads, 'head', settings.head),
      freeze: await makePlugin(plugins.freeze, 'freeze strategy', settings.freeze),
      classWeights: classWeightsFor(data, settings.classWeights),
      batchSize: settings.batchSize,
      seed,
    });
    const store = rememberFeatures(openFeatureCache(settings.cache));
    const options = { engine, store, signal, strict, onProgress: showProgress(bar, output) };
    const run = await fit(composition, options);
    const evaluations = new Map<Split, Evaluation>();
    for (const split of splits) {
      if (data.size(split) > 0) evaluations.set(split, await evaluate(run, split, options));
    }
    signal.throwIfAborted();
    return { run, evaluations, backend, engine: engine.name };
  } finally {
    bar.stop();
    await engine.dispose();
  }
}

/** Evaluation asks for the features that training made, so they are kept for the run, whatever becomes of the cache. */
function rememberFeatures(cache: FeatureStore | undefined): FeatureStore {
  const memory = memoryStore();
  return {
    get: async (key) => (await memory.get(key)) ?? (await cache?.get(key)),
    async set(key, value) {
      await memory.set(key, value);
      await cache?.set(key, value);
    },
  };
}

/** Weights by class name to one number a label; a class that is not named weighs 1. */
function classWeightsFor(
  { name, task }: Dataset<ImageInput>,
  weights: TrainSettings['classWeights'],
): 'balanced' | 'none' | readonly number[] {
  if (typeof weights === 'string') return weights;
  const labels = taskColumns(task);
  for (const label of Object.keys(weights)) {
    if (labels.includes(label)) continue;
    const nearest = listNearest(label, labels).join(', ');
    throw new GraftError(
      'unknown-class',
      `No class "${label}" in ${name}, so it has no weight. Nearest are: ${nearest}.`,
    );
  }
  return labels.map((label) => weights[label] ?? 1);
}
