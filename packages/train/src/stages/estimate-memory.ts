import { sizeOf, type BatchShape, type Network, type Stage } from '@graftjs/core';
import { estimateForwardBytes } from '@graftjs/engines/estimate-forward';
import { estimateTrainingBytes } from '@graftjs/engines/estimate-training';
import { inferShapes, listWeights, sliceNetwork } from '@graftjs/network';
import type { Composition } from '../compose.js';
import { FEATURE_MEMORY } from '../features/stage-data.js';
import { planStage, type PlannedNetwork } from '../steps/plan-stage.js';
import { boundaryOf, joinedNetwork } from './joined-network.js';
import { trainedPart } from './training-price.js';

/** Memory that a run takes at its height. */
export interface RunMemory {
  /** Of everything, without what the program holds besides; right to about a half. */
  readonly bytes: number;
  /** Of that, what the backend holds on one thread: its weights, and what it computes at once. */
  readonly backendBytes: number;
}

/**
 * Memory that a run will take, from shapes alone: the network on the host and on the backend, the batch that is decoded while
 * another runs through the network, the features that are kept, and what steps need.
 *
 * @param backend as tfjs calls it: 'wasm', 'tensorflow', …
 * @param options.batchSize instead of the recipe's
 * @param options.parallel batches that run side by side; default 1
 */
export function estimateRunMemory<Input>(
  composition: Composition<Input>,
  backend: string,
  {
    batchSize = composition.recipe.batchSize,
    parallel = 1,
  }: { readonly batchSize?: number; readonly parallel?: number } = {},
): RunMemory {
  const subject = joinedNetwork(composition);
  const { network } = subject;
  const stages = composition.stages.map((stage) => {
    const { features, running, steps } = stageBytes(composition, subject, stage, { backend, batchSize });
    const waiting = (parallel + 1) * FLOAT_BYTES * batchSize * inputValues(network);
    return {
      bytes: features + Math.max(parallel * running + waiting, steps),
      backendBytes: Math.max(running, steps),
    };
  });
  const host = FLOAT_BYTES * weightValues(network);
  return {
    bytes: host + Math.max(0, ...stages.map(({ bytes }) => bytes)),
    backendBytes: Math.max(0, ...stages.map(({ backendBytes }) => backendBytes)),
  };
}

const FLOAT_BYTES = 4;

function stageBytes<Input>(
  composition: Composition<Input>,
  subject: PlannedNetwork,
  stage: Stage,
  { backend, batchSize }: { readonly backend: string; readonly batchSize: number },
): Readonly<Record<'features' | 'running' | 'steps', number>> {
  const { network } = subject;
  const { data, augment } = composition.recipe;
  const plan = stage.kind === 'train' ? planStage(subject, stage) : undefined;
  const layer = boundaryOf(composition, plan);
  const front = sliceNetwork(network, { upTo: layer });
  const rows = data.size('train') * (augment?.views ?? 1) + data.size('validation');
  const features = FLOAT_BYTES * rows * valuesIn(inferShapes(network).get(layer)?.[0] ?? []);
  const behind = sliceNetwork(network, { after: layer });
  return {
    // Of more than that, none are kept.
    features: features <= FEATURE_MEMORY ? features : 0,
    running: front.layers.length === 0 ? 0 : estimateForwardBytes(front, backend, batchSize),
    steps: plan === undefined ? 0 : estimateTrainingBytes(trainedPart(behind, plan), batchSize),
  };
}

function weightValues(network: Network): number {
  return [...listWeights(network).values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function inputValues({ inputs }: Network): number {
  return inputs.reduce((sum, { shape }) => sum + valuesIn(shape), 0);
}

/** An example; a free axis counts as 1. */
function valuesIn(shape: BatchShape): number {
  return sizeOf(shape.slice(1).map((length) => length ?? 1));
}
