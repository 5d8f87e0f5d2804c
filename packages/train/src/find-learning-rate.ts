import {
  GraftError,
  taskColumns,
  type Dataset,
  type Engine,
  type FeatureStore,
  type Note,
  type Skipped,
  type TrainStage,
} from '@graftjs/core';
import { checkBatch } from './recipe/check-batch.js';
import type { Composition } from './compose.js';
import type { RunOptions } from './fit.js';
import { openFitData, type FitData } from './features/fit-data.js';
import { fittedLoss, suggestRate, type RateSuggestion } from './rate-search/suggest-rate.js';
import { tryRates, type RateCurve, type RateTestControl } from './rate-search/try-rates.js';
import { runStages, type StagesSubject } from './stages/run-stages.js';
import { freshRun, startOf, withWeights, type RunState } from './stages/run-state.js';
import { FEATURE_MEMORY } from './features/stage-data.js';
import { stagesSubject } from './stages/stages-subject.js';
import { planStage } from './steps/plan-stage.js';
import { priceTraining } from './stages/training-price.js';
import { withEngine } from './with-engine.js';

/** `store` is only read. */
export interface FindLearningRateOptions extends RunOptions {
  /** The first rate, over 0. Default 1e-7. */
  readonly from?: number | undefined;
  /** The last one, over the first. Default 10. */
  readonly to?: number | undefined;
  /** How many rates are tried, each for one step: 20 to 10,000. Default 100. */
  readonly steps?: number | undefined;
  /** Bytes of features that may be in memory; see `FitOptions`. Default 1 GiB. */
  readonly featureMemory?: number | undefined;
}

/** Rates, what each of them did, and which one to take. */
export interface LearningRateSearch extends RateCurve, RateSuggestion {
  /** The stage whose blocks, modes, head and place in the run were taken; its own rate, schedule and epochs were not. */
  readonly stage: TrainStage;
  /** In train. */
  readonly skipped: readonly Skipped[];
  readonly notes: readonly Note[];
}

/**
 * Looks for the learning rate of a strategy's first stage that trains by gradient, by a range test: the stage's own steps, at rates
 * that rise by the same factor each time until the loss diverges. Stages before it that solve the head are run. All of it happens
 * on a copy: composition and store stay as they are, and a `fit` afterwards gives what it would have given.
 *
 * @throws GraftError 'bad-rate-range', 'no-training-stage', and what `fit` throws
 * @throws what `options.signal` was aborted with
 * @see Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3; numbers and rules are fastai's
 * @example
 * const { suggestion, reason } = await findLearningRate(compose(recipe));
 */
export async function findLearningRate<Input>(
  composition: Composition<Input>,
  options: FindLearningRateOptions = {},
): Promise<LearningRateSearch> {
  const rates = listRates(options);
  return withEngine(options.engine, (engine) => search(engine, composition, rates, options));
}

async function search<Input>(
  engine: Engine,
  composition: Composition<Input>,
  rates: readonly number[],
  options: FindLearningRateOptions,
): Promise<LearningRateSearch> {
  const { recipe } = composition;
  const { signal, onProgress, featureMemory = FEATURE_MEMORY } = options;
  const notes: Note[] = [];
  const onNote = (note: Note): void => {
    notes.push(note);
    onProgress?.({ phase: 'note', note });
  };
  const dataOptions = { ...options, engine, featureMemory, onNote, store: options.store && readOnly(options.store) };
  const subject = stagesSubject(composition, engine, openFitData(composition, dataOptions));
  const { run, stage } = await findStage(subject, options);
  onProgress?.({ phase: 'stage', stage: stage.name });

  // Where one epoch is more than is needed, only what is needed runs through the backbone.
  const needed = rates.length * subject.batchSize * subject.options.accumulate;
  const lazy = needed < recipe.data.size('train') ? { lazy: true, featureMemory: 0, onProgress: undefined } : {};
  const data = openFitData(
    { ...composition, recipe: { ...recipe, data: trainingOnly(recipe.data) } },
    { ...dataOptions, ...lazy },
  );
  const { curve, skipped } = await tryRatesOf(stage, run, { ...subject, data }, rates, { signal, onProgress });
  const suggestion = suggestRate(curve, rates.length, stage, recipe.data.task);
  return { stage, ...curve, ...suggestion, skipped, notes };
}

/** Runs the stages that solve, up to the first that trains. */
async function findStage(
  subject: StagesSubject,
  { signal, onProgress }: FindLearningRateOptions,
): Promise<{ readonly run: RunState; readonly stage: TrainStage }> {
  const { strategy, blocks, head, headId, hasValidation } = subject;
  let run = freshRun;
  await runStages(subject, {
    signal,
    onProgress,
    isSpent: () => true,
    onPoint: async (look) => {
      ({ run } = await look());
    },
  });
  // A strategy depends on its arguments alone, so it asks for the same again.
  const asked = strategy.stages(blocks, { headSolves: head.solve !== undefined, hasValidation });
  let next = asked.next();
  for (const result of run.results) next = asked.next(result);
  if (next.done !== true && next.value.kind === 'train') return { run, stage: next.value };
  throw new GraftError(
    'no-training-stage',
    `The strategy "${strategy.id}" solves the head "${headId}" directly and trains nothing by gradient, so there is no learning rate to find. ` +
      'Choose a strategy that tunes blocks, such as last-blocks, or a head that trains by gradient, such as mlp.',
  );
}

async function tryRatesOf(
  stage: TrainStage,
  run: RunState,
  subject: StagesSubject & { readonly data: FitData },
  rates: readonly number[],
  control: RateTestControl,
): Promise<{ readonly curve: RateCurve; readonly skipped: readonly Skipped[] }> {
  const { blocks, head, task, options, batchSize } = subject;
  const network = withWeights(subject.network, startOf(run, stage));
  const plan = planStage({ ...subject, network }, stage);
  const { patience: _, ...impatient } = stage;
  const data = await subject.data.train(network, impatient, plan.boundary);
  try {
    checkBatch(data.train.rows.ids.length, batchSize, options.accumulate);
    if (control.onProgress) {
      const examples = rates.length * batchSize * options.accumulate;
      const price = await priceTraining(data.network, blocks, { ...stage, epochs: 1 }, plan, { batchSize, examples });
      control.onProgress({ phase: 'training-price', ...price });
    }
    const curve = await tryRates(
      {
        ...subject,
        index: run.results.length,
        stageName: stage.name,
        plan,
        network: data.network,
        train: data.train,
        exampleLoss: head.exampleLoss,
        fitted: fittedLoss(task),
        evenTarget: task.kind === 'multilabel' ? 0.5 : 1 / taskColumns(task).length,
      },
      rates,
      control,
    );
    return { curve, skipped: data.skipped };
  } finally {
    await data.dispose();
  }
}

/** Each so many times the one before. */
function listRates({ from = 1e-7, to = 10, steps = 100 }: FindLearningRateOptions): number[] {
  if (!(from > 0 && to > from && to < Infinity)) {
    throw new GraftError(
      'bad-rate-range',
      `Learning rates are tried from a number over 0 to a larger one, such as 1e-7 to 10; got ${String(from)} to ${String(to)}.`,
    );
  }
  if (!(Number.isSafeInteger(steps) && steps >= 20 && steps <= 10_000)) {
    throw new GraftError('bad-rate-range', `A whole number of rates from 20 to 10000 is tried; got ${String(steps)}.`);
  }
  return Array.from({ length: steps }, (_, step) => from * (to / from) ** (step / (steps - 1)));
}

function readOnly(store: FeatureStore): FeatureStore {
  return { get: (key) => store.get(key), set: () => Promise.resolve() };
}

/** A range test judges by training examples. */
function trainingOnly<Input>(data: Dataset<Input>): Dataset<Input> {
  return { ...data, size: (split) => (split === 'train' ? data.size(split) : 0) };
}
