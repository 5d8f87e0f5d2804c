import type { Block, BlockMode, Network, TrainStage } from '@graftjs/core';
import type { TrainRunSubject } from './run-train-stage.js';
import { orderBatches } from '../steps/batch-order.js';
import { openLiveWeights } from '../steps/live-weights.js';
import { measureGradients } from '../steps/measure-gradients.js';
import { planStage } from '../steps/plan-stage.js';
import { prepareTape } from '../steps/prepare-tape.js';
import { takeBatch } from '../steps/validate.js';

/** Batches that the gradient is taken over: enough to see which blocks have to move, and a small part of an epoch. */
const BATCHES = 8;

const everything: BlockMode = { train: 'all', learningRateScale: 1, batchNorm: 'frozen' };

/**
 * How much each block has to give, by the weights that a stage leaves; see `StageResult.gradientNorms`.
 *
 * @param index of the stage within the run
 * @returns one number a block
 */
export async function measureStage(
  subject: Pick<TrainRunSubject, 'blocks' | 'headLayers' | 'data' | 'head' | 'batchSize' | 'seed'>,
  network: Network,
  index: number,
): Promise<number[]> {
  const { blocks, data, head, batchSize, seed } = subject;
  if (blocks.length === 0) return [];
  const stage = probeStage(blocks);
  const plan = planStage({ ...subject, network }, stage);
  const opened = await data.train(network, stage, plan.boundary);
  const weights = openLiveWeights(opened.network);
  try {
    prepareTape(opened.network, plan);
    const order = { count: opened.train.rows.ids.length, batchSize, accumulate: 1, seed };
    const positions = orderBatches(order, index, 0).slice(0, BATCHES).flat();
    const batches = await Promise.all(positions.map((batch) => takeBatch(opened.train, batch, 0)));
    const gradientSubject = { weights, plan, network: opened.network, exampleLoss: head.exampleLoss };
    return await measureGradients(
      { ...gradientSubject, options: { labelSmoothing: 0 }, evenTarget: 0 },
      blocks,
      batches,
    );
  } finally {
    weights.dispose();
    await opened.dispose();
  }
}

/** As if every block trained, frozen BatchNorm and head aside. */
export function probeStage(blocks: readonly Block[]): TrainStage {
  return { ...probe, blocks: blocks.map(() => everything) };
}

const probe = {
  kind: 'train',
  name: 'measure gradients',
  start: 'current',
  head: 'frozen',
  learningRate: 1,
  epochs: 1,
  schedule: 'constant',
} as const;
