import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { encodeBundle } from '@graftjs/bundle';
import { indexedDbStore } from '@graftjs/cache/indexed-db-store';
import { layeredStore } from '@graftjs/cache/layered-store';
import { splits, taskColumns, type Dataset, type Engine, type ImageInput, type Json } from '@graftjs/core';
import { groupByPattern } from '@graftjs/data';
import { imageFiles, suggestSeed } from '@graftjs/data/image-files';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { compose, evaluate, fit, type Evaluation, type OnProgress } from '@graftjs/train';
import type { TrainingOrder, TrainingProgress, TrainingResult } from './workshop-api.js';

/**
 * Trains a linear head on the frozen features of EfficientNet-Lite0, and tries it on pictures that took no part.
 *
 * @throws what `imageFiles`, `compose`, `fit` and `evaluate` throw; the reason of `signal` when it aborts
 */
export async function trainProject(
  order: TrainingOrder,
  engine: Engine,
  onProgress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<TrainingResult> {
  const started = performance.now();
  const { name, files, groupBy } = order;
  const group = groupBy === undefined ? undefined : groupByPattern(groupBy);
  // Few pictures may all fall on one side; a seed is looked for that gives each split some of every class.
  const seed = suggestSeed(name, files, { group });
  const data = await imageFiles(name, files, {
    seed,
    group,
    signal,
    onProgress: (event) => onProgress({ phase: 'reading', ...event }),
  });
  const backbone = await efficientNetLite0({ top: false });
  const composition = compose({ data, backbone, head: linear(), freeze: featureExtraction(), seed });
  // The test asks for features that training made, whatever becomes of the browser's database.
  const store = layeredStore(indexedDbStore('graft-features'), { maxBytes: 2 ** 30 });
  const options = { engine, store, signal, onProgress: countFeatures(data, onProgress) };
  const run = await fit(composition, options);
  const validation = await evaluate(run, 'validation', options);
  const test = await evaluate(run, 'test', options);
  signal.throwIfAborted();
  const bundle = encodeBundle(run, {
    metrics: { validation: figuresOf(validation), test: figuresOf(test) },
    recipe: {
      data: name,
      ...(groupBy !== undefined && { groupBy }),
      backbone: 'efficientnet-lite0',
      weights: 'imagenet',
      head: 'linear',
      freeze: 'feature-extraction',
      batchSize: composition.recipe.batchSize,
      seed,
    },
    versions: { engine: engine.name, decoder: backbone.preprocess.runtime },
  });
  return {
    labels: taskColumns(data.task),
    test,
    notes: [...data.notes, ...(run.notes ?? [])].map(({ message }) => message),
    skipped: [...run.skipped, ...test.skipped].map(({ id, reason }) => ({ id, reason })),
    bundle: new Blob([bundle], { type: 'application/octet-stream' }),
    seconds: (performance.now() - started) / 1000,
  };
}

/** One count over all splits: training and validation pictures come first, then the head is fitted, then come those of the test. */
function countFeatures(data: Dataset<ImageInput>, onProgress: (progress: TrainingProgress) => void): OnProgress {
  const total = splits.reduce((sum, split) => sum + data.size(split), 0);
  const done = new Map<string, number>();
  return (event) => {
    if (event.phase !== 'features') return;
    done.set(event.split, Math.max(done.get(event.split) ?? 0, event.done));
    const through = [...done.values()].reduce((sum, count) => sum + count, 0);
    if (through === total) onProgress({ phase: 'testing' });
    else if (through === total - data.size('test')) onProgress({ phase: 'fitting' });
    else onProgress({ phase: 'features', done: through, total });
  };
}

function figuresOf({ metrics }: Evaluation): Json {
  const { count, accuracy, balancedAccuracy, auc, logLoss, confusion } = metrics;
  return {
    count,
    accuracy: accuracy.value,
    balancedAccuracy: balancedAccuracy.value,
    auc: auc?.value ?? null,
    logLoss: logLoss.value,
    confusion,
  };
}
