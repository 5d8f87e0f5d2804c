import type { Block, Network, TrainStage } from '@graftjs/core';
import {
  estimateTraining,
  type LaterBoundary,
  type TrainedPart,
  type TrainingEstimate,
} from '@graftjs/engines/estimate-training';
import { measureTrainingStep } from '@graftjs/engines/measure-training-step';
import type { StagePlan } from '../steps/plan-stage.js';
import { prepareTape } from '../steps/prepare-tape.js';

/** What the steps of a stage will cost, before the first of them; see `estimateTraining`. */
export interface TrainingPrice extends TrainingEstimate {
  readonly stage: string;
  /** What it would cost with more blocks frozen; the most expensive first. */
  readonly laterBoundaries: readonly LaterBoundary[];
}

/**
 * Times a small step here, and works out what the whole stage takes if it runs to its last epoch.
 *
 * @param network from the boundary to the scores
 * @throws GraftError 'missing-gradient-kernels', 'out-of-memory', 'backend-broken', 'run-failed'
 */
export async function priceTraining(
  network: Network,
  blocks: readonly Block[],
  stage: TrainStage,
  plan: StagePlan,
  { batchSize, examples }: { readonly batchSize: number; readonly examples: number },
): Promise<TrainingPrice> {
  prepareTape(network, plan);
  const part = trainedPart(network, plan);
  const secondsPerExample = await measureTrainingStep(part, Math.min(2, batchSize));
  const layers = new Set(network.layers.map(({ name }) => name));
  const ends = blocks.map((block) => block.layers.at(-1) ?? '').filter((end) => layers.has(end));
  const cost = { batchSize, examples, epochs: stage.epochs, secondsPerExample };
  return { stage: stage.name, ...estimateTraining(part, cost, ends) };
}

/** @param network from the boundary to the scores */
export function trainedPart(network: Network, plan: StagePlan): TrainedPart {
  return { network, trained: (name) => plan.trained.has(name), batchNorm: plan.batchNorm };
}
