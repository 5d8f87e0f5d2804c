import type { Block, BlockMode, FreezeStrategy, Stage, TrainStage } from '@graftjs/core';

export const trainAll: Exclude<BlockMode, 'frozen'> = { train: 'all', learningRateScale: 1, batchNorm: 'affine' };

/** A stage that trains, two epochs at 0.01; all blocks frozen unless said otherwise. */
export function tune(blocks: readonly Block[], changes: Partial<TrainStage> = {}): TrainStage {
  return {
    kind: 'train',
    name: 'tune',
    start: 'current',
    blocks: blocks.map(() => 'frozen'),
    head: 'train',
    learningRate: 0.01,
    epochs: 2,
    schedule: 'constant',
    ...changes,
  };
}

/** The stages, one after the other. */
export function inTurn(stages: (blocks: readonly Block[]) => Stage[], kept: 'best' | 'last' = 'last'): FreezeStrategy {
  return {
    id: 'in-turn',
    spec: {},
    *stages(blocks) {
      for (const stage of stages(blocks)) yield stage;
      return kept;
    },
  };
}
