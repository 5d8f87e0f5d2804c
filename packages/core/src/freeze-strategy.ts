import type { Block } from './backbone.js';
import type { Json } from './json.js';
import type { BatchNormMode } from './network.js';

/** 'frozen' also stops BatchNorm statistics. */
export type BlockMode =
  | 'frozen'
  | {
      readonly train: 'all' | 'biases' | 'batch-norm';
      readonly learningRateScale: number;
      readonly batchNorm: BatchNormMode;
    };

export type Stage =
  | { readonly kind: 'solve'; readonly name: string }
  | {
      readonly kind: 'train';
      readonly name: string;
      /** The best weights so far over all stages, by validation loss, or those at hand. */
      readonly start: 'current' | 'best';
      /** One mode for each block, in order: nothing is implied. */
      readonly blocks: readonly BlockMode[];
      readonly head: 'frozen' | 'train';
      readonly learningRate: number;
      readonly epochs: number;
      readonly schedule: 'constant' | 'cosine' | 'one-cycle';
      /** Epochs without a better validation loss before the stage ends. */
      readonly patience?: number;
    };

/** Plain data: it is written into checkpoints. `null` where there is no validation split. */
export type StageResult = {
  readonly stage: Stage;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly stoppedBy: 'epochs' | 'patience' | 'budget' | 'solved';
  /** What a head's direct solution says of itself. */
  readonly details?: Json;
};

export interface FreezeStrategy {
  readonly id: string;
  readonly spec: Json;
  /**
   * Gives stages one at a time and is told how each went, so it may look before it unfreezes more; returns which weights to keep.
   * It depends on its arguments alone: resuming replays the recorded results and compares the stages.
   */
  stages(
    blocks: readonly Block[],
    facts: { readonly gradientNorms?: readonly number[] },
  ): Generator<Stage, 'best' | 'last', StageResult>;
}
