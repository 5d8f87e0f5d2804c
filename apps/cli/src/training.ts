import { layeredStore } from '@graftjs/cache/layered-store';
import {
  GraftError,
  listNearest,
  splits,
  type Augmentation,
  taskColumns,
  type Dataset,
  type Run,
  type Split,
} from '@graftjs/core';
import type { ComparisonFacts } from '@graftjs/report';
import {
  compose,
  evaluate,
  fit,
  trainsBySteps,
  type Composition,
  type Evaluation,
  type OnProgress,
} from '@graftjs/train';
import { nounOf, type AnyData, type AnyInput } from './any-input.js';
import { checkMemory } from './check-memory.js';
import { checkPictures } from './check-pictures.js';
import { interrupted, openCheckpoints, type Checkpoints } from './checkpoints.js';
import { openFeatureCache } from './feature-cache.js';
import { openBackbone, sayNotes } from './open-backbone.js';
import { openData } from './open-data.js';
import { openEngine } from './open-engine.js';
import type { Context } from './output.js';
import { makePlugin, type Plugins } from './plugins.js';
import { createProgressBar, showProgress } from './progress.js';
import type { TrainSettings } from './recipe.js';
import { optimizerOf, refuseStepSettings } from './train-steps.js';

/** What a training run found. */
export interface Training {
  readonly run: Run<AnyInput>;
  readonly data: AnyData;
  /** Of every split that has pictures. */
  readonly evaluations: ReadonlyMap<Split, Evaluation>;
  /** With another bundle, where one was named. */
  readonly comparison?: ComparisonFacts | undefined;
  readonly backend: string;
  /** Names engine and numeric path: 'wasm 4.22.0/folded'. */
  readonly engine: string;
  /** What can be removed once everything is written. */
  readonly checkpoints?: Checkpoints | undefined;
}

/**
 * Trains as the settings say, and measures every split. Writes nothing but the feature cache, and checkpoints of what trains
 * step by step.
 *
 * @param name what the data set is called; default: as its folder
 * @throws GraftError 'interrupted' where the run can be gone on with
 */
export async function runTraining(
  settings: TrainSettings,
  plugins: Plugins,
  context: Context,
  name?: string,
): Promise<Training> {
  const { signal, output } = context;
  const { cache, strict, compareWith } = settings;
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(settings);
  let checkpoints: Checkpoints | undefined;
  try {
    const data = await openData(settings.data, { ...settings, name }, context, bar);
    const composition = await composeRun(settings, data, plugins);
    sayNotes(composition.recipe.backbone, output);
    checkMemory(composition.trunk.network, engine, backend, settings);
    await checkPictures(data, splits, { strict, signal, bar });
    if (trainsBySteps(composition)) checkpoints = await openCheckpoints(settings);
    else refuseStepSettings(settings, composition);
    const compare =
      compareWith === undefined
        ? undefined
        : await (await import('./compare-with.js')).openComparison(compareWith, data, settings, context, bar);
    // Evaluation asks for the features that training made, whatever becomes of the cache.
    const store = layeredStore(openFeatureCache(cache));
    const show = showProgress(bar, output, { onDisk: cache !== 'none', noun: nounOf(data) });
    const onProgress = checkpoints?.goesOn
      ? sayFirst(`Going on from the checkpoint in ${checkpoints.folder}.`, output, show)
      : show;
    const options = { engine, store, signal, strict, onProgress };
    const run = await fit(composition, {
      ...options,
      checkpoints: checkpoints?.store,
      checkpointEvery: settings.checkpointEvery,
      resume: settings.resume,
      budgetSeconds: settings.budget,
      stopAt: settings.stopAt,
    });
    const evaluations = new Map<Split, Evaluation>();
    for (const split of splits) {
      if (data.size(split) > 0) evaluations.set(split, await evaluate(run, split, options));
    }
    const tested = evaluations.get('test');
    const comparison = tested && (await compare?.(tested, options));
    signal.throwIfAborted();
    return { run, data, evaluations, comparison, backend, engine: engine.name, checkpoints };
  } catch (error) {
    // A loss that is not finite would come again; whatever else ends a run may be put right.
    if (error instanceof GraftError && error.code === 'loss-not-finite') await checkpoints?.clear();
    if (!signal.aborted || checkpoints === undefined) throw error;
    throw (await interrupted(checkpoints, process.argv.slice(2))) ?? error;
  } finally {
    bar.stop();
    await engine.dispose();
  }
}

/** Says it once something is under way: until then it may be refused. */
function sayFirst(text: string, { say }: Context['output'], show: OnProgress): OnProgress {
  let isSaid = false;
  return (progress) => {
    if (!isSaid) say(text);
    isSaid = true;
    show(progress);
  };
}

/** Whether the head was fitted once more, to validation pictures too: then what it was before is what they judge. */
export function isRefitted({ beforeRefit }: Run<AnyInput>): boolean {
  return beforeRefit !== undefined;
}

/** Fits together what the settings name. */
export async function composeRun(
  settings: TrainSettings,
  data: AnyData,
  plugins: Plugins,
): Promise<Composition<AnyInput>> {
  const { weights, inputSize, dropLast, preprocess, seed, cut, pool, batchSize } = settings;
  return compose({
    data,
    backbone: await openBackbone(settings.backbone, { weights, inputSize, dropLast, preprocess, seed, cut }, plugins),
    cut,
    pool,
    head: await makePlugin(plugins.heads, 'head', settings.head),
    freeze: await makePlugin(plugins.freeze, 'freeze strategy', settings.freeze),
    classWeights: classWeightsFor(data, settings.classWeights),
    augment: await augmentationOf(settings.augment, data),
    optimizer: optimizerOf(settings),
    batchSize,
    seed,
  });
}

async function augmentationOf(
  ranges: TrainSettings['augment'],
  { modality }: AnyData,
): Promise<Augmentation<AnyInput> | undefined> {
  if (ranges === undefined) return undefined;
  if (modality !== 'image') {
    throw new GraftError('unused-option', '--augment makes views of pictures, and these are texts. Leave it out.');
  }
  const [{ augmentImages }, { checkAugmentSpec }] = await Promise.all([
    import('@graftjs/images/augment'),
    import('@graftjs/images/augment-spec'),
  ]);
  return augmentImages(checkAugmentSpec(ranges)) as unknown as Augmentation<AnyInput>;
}

/** Weights by class name to one number a label; a class that is not named weighs 1. */
function classWeightsFor(
  { name, task }: Dataset<AnyInput>,
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
