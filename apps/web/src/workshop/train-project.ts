import { encodeBundle } from '@graftjs/bundle';
import { describeTrainedOn } from '@graftjs/bundle/trained-on';
import { GraftError, taskColumns, type Engine } from '@graftjs/core';
import { imageFiles } from '@graftjs/data/image-files';
import { evaluate, fit, toJsonFigures, trainsBySteps } from '@graftjs/train';
import { getBackend } from '@tensorflow/tfjs-core';
import { writeRecipe } from '../choices/write-recipe.js';
import { tellSeldom } from '../tell-seldom.js';
import { checkMemory } from './check-memory.js';
import { composeChoices } from './compose-choices.js';
import { divideBySeed } from './divide-by-seed.js';
import { discardCheckpoints, openCheckpoints } from './project-checkpoints.js';
import { openFeatures } from './project-features.js';
import { reportProgress } from './report-progress.js';
import type { TrainingOrder, TrainingProgress, TrainingResult } from './workshop-api.js';

/** When to end: at once with nothing kept but a checkpoint, or with the best so far. */
interface Signals {
  readonly signal: AbortSignal;
  readonly finish: AbortSignal;
}

/** At least so often, in seconds, where an epoch takes longer. */
const CHECKPOINT_SECONDS = 30;

/**
 * Trains as was chosen, and tries it on pictures that took no part. What takes steps leaves a checkpoint after each epoch.
 *
 * @throws what `imageFiles`, `composeChoices`, `fit` and `evaluate` throw; the reason of `signal` when it aborts
 */
export async function trainProject(
  order: TrainingOrder,
  engine: Engine,
  onProgress: (progress: TrainingProgress) => void,
  { signal, finish }: Signals,
): Promise<TrainingResult> {
  const { name, files, groupBy, choices, resume, keeps } = order;
  const { data, seed } = await divideBySeed(order, files, imageFiles, {
    signal,
    onProgress: tellSeldom((event: { readonly done: number; readonly total: number }) =>
      onProgress({ phase: 'reading', ...event }),
    ),
  });
  const composition = await composeChoices(choices, data, seed);
  checkMemory(composition, { backend: getBackend(), parallel: engine.parallel });
  const { recipe } = composition;
  const takesSteps = trainsBySteps(composition);
  const options = { engine, store: openFeatures(), signal, onProgress: reportProgress(data, takesSteps, onProgress) };
  if (keeps && !resume) await discardCheckpoints();
  const run = await fit(composition, {
    ...options,
    finish,
    ...(takesSteps &&
      keeps && {
        checkpoints: openCheckpoints(),
        checkpointEvery: { steps: Math.ceil(data.size('train') / recipe.batchSize), seconds: CHECKPOINT_SECONDS },
        resume,
        // Its graphics card may be lost, or another backend be chosen since.
        moved: true,
      }),
  }).catch(async (error: unknown) => {
    // It would come again.
    if (keeps && error instanceof GraftError && error.code === 'loss-not-finite') await discardCheckpoints();
    throw error;
  });
  const validation = await evaluate(run, 'validation', options);
  const test = await evaluate(run, 'test', options);
  signal.throwIfAborted();
  const bundle = encodeBundle(run, {
    metrics: toJsonFigures(new Map(Object.entries({ validation, test })), run.beforeRefit !== undefined),
    trainedOn: describeTrainedOn(run, data),
    recipe: {
      data: name,
      ...(groupBy !== undefined && { groupBy }),
      ...writeRecipe(choices),
      batchSize: recipe.batchSize,
      seed: recipe.seed,
      ...(run.stoppedAt !== undefined && { stopAt: run.stoppedAt }),
    },
    versions: { engine: engine.name, decoder: recipe.backbone.preprocess.runtime },
  });
  return {
    labels: taskColumns(data.task),
    test,
    notes: [...data.notes, ...(run.notes ?? [])].map(({ message }) => message),
    skipped: [...run.skipped, ...test.skipped].map(({ id, reason }) => ({ id, reason })),
    bundle: new Blob([bundle], { type: 'application/octet-stream' }),
    stages: run.stages
      .filter(({ history }) => history.length > 0)
      .map(({ stage, history }) => ({ name: stage.name, history })),
  };
}
