import type { Batch, Dataset, Network, Skipped, Task, TrainStage } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { batchOf, labelOf, targetsOf } from './batch-of.js';
import { checkValidation } from '../recipe/check-validation.js';
import { resolveClassWeights } from '../recipe/class-weights.js';
import type { Composition } from '../compose.js';
import { openExtractor, type Features } from './extract-features.js';
import { trunkSource } from './feature-source.js';
import type { Rows } from './rows.js';
import { openStageData, type StageData, type StageDataOptions } from './stage-data.js';
import type { LabelledRows } from '../steps/validate.js';

/** Features, targets and weights for one stage after another; once there is no time left, it ends with `outOfTime`. */
export interface FitData {
  /** What a head is solved on: the features that a network's trunk gives. */
  solve(network: Network, isTimeSpent?: () => boolean): Promise<SolveData>;
  /** What a stage trains on; the caller disposes it. */
  train(
    network: Network,
    stage: TrainStage,
    boundary: string | undefined,
    isTimeSpent?: () => boolean,
  ): Promise<LabelledStageData>;
}

interface SolveData {
  readonly train: Batch;
  readonly validation: Batch | undefined;
  /** In train and validation. */
  readonly skipped: readonly Skipped[];
}

export interface LabelledStageData extends Pick<StageData, 'network' | 'dispose'>, Pick<SolveData, 'skipped'> {
  readonly train: LabelledRows;
  readonly validation: LabelledRows | undefined;
}

/** Whatever a split was made into, these say whose it is. */
type WithTargets = Pick<Features, 'ids' | 'targets' | 'skipped'>;

export function openFitData<Input>({ recipe, trunk }: Composition<Input>, options: StageDataOptions): FitData {
  const { data, batchSize } = recipe;
  return {
    async solve(network, isTimeSpent) {
      const [output] = trunk.network.outputs;
      const current = { ...trunk, network: sliceNetwork(network, { upTo: output?.from }) };
      const extractor = openExtractor(trunkSource(current), { ...options, batchSize });
      try {
        const train = await extractor.extract(data, 'train', isTimeSpent);
        const validation = hasValidation(data) ? await extractor.extract(data, 'validation', isTimeSpent) : undefined;
        const weightsOf = exampleWeights(data.task, recipe.classWeights, train);
        const toBatch = (features: Features): Batch => batchOf(features, data.task, weightsOf(features));
        const skipped = skippedIn(train, validation);
        return { train: toBatch(train), validation: validation && toBatch(validation), skipped };
      } finally {
        extractor.notes.forEach(options.onNote);
        await extractor.dispose();
      }
    },
    async train(network, stage, boundary, isTimeSpent) {
      checkValidation(stage, data.task, hasValidation(data) ? await targetsIn(data) : []);
      const opened = await openStageData(recipe, network, { stage: stage.name, boundary }, { ...options, isTimeSpent });
      try {
        const { train, validation } = opened;
        const weightsOf = exampleWeights(data.task, recipe.classWeights, train);
        const label = (rows: Rows): LabelledRows => ({
          rows,
          targets: targetsOf(rows, data.task),
          weights: Float32Array.from(weightsOf(rows)),
        });
        const skipped = skippedIn(train, validation);
        return { ...opened, train: label(train), validation: validation && label(validation), skipped };
      } catch (error) {
        await opened.dispose();
        throw error;
      }
    },
  };
}

async function targetsIn(data: Dataset<unknown>): Promise<WithTargets['targets']> {
  const targets: WithTargets['targets'][number][] = [];
  for await (const { target } of data.examples('validation')) targets.push(target);
  return targets;
}

function hasValidation(data: Dataset<unknown>): boolean {
  return data.size('validation') > 0;
}

function skippedIn(train: WithTargets, validation: WithTargets | undefined): readonly Skipped[] {
  return [...train.skipped, ...(validation?.skipped ?? [])];
}

/** How much each example counts; the training split decides the labels' weights. */
function exampleWeights(
  task: Task,
  rule: Parameters<typeof resolveClassWeights>[0],
  train: WithTargets,
): (split: WithTargets) => number[] {
  if (task.kind !== 'classification') return ({ targets }) => targets.map(() => 1);
  const labelsOf = ({ targets, ids }: WithTargets): number[] =>
    targets.map((target, at) => labelOf(target, task.labels, ids[at] ?? ''));
  const byLabel = resolveClassWeights(rule, labelsOf(train), task.labels);
  return (split) => labelsOf(split).map((label) => byLabel[label] ?? 1);
}
