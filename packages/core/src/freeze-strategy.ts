import type { Block } from './backbone.js';
import type { Json } from './json.js';
import type { BatchNormMode } from './network.js';

/** 'frozen' also stops BatchNorm statistics. */
export type BlockMode =
  | 'frozen'
  | {
      /**
       * 'biases': only what is added to a layer's output, the offset of BatchNorm among it where that trains (BitFit: Ben Zaken,
       * Goldberg & Ravfogel, ACL 2022). 'batch-norm': only scale and offset of BatchNorm.
       */
      readonly train: 'all' | 'biases' | 'batch-norm';
      readonly learningRateScale: number;
      readonly batchNorm: BatchNormMode;
    };

export type Stage = SolveStage | TrainStage;

/** The head's direct solution. */
export type SolveStage = {
  readonly kind: 'solve';
  readonly name: string;
  /** As for 'train'. Default 'current'. */
  readonly start?: 'current' | 'best';
  /** As for 'train'. */
  readonly measure?: 'gradient-norms';
};

/** Training by gradient. */
export type TrainStage = {
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
  /** Share of the stage's steps, from 0 to 1, in which the rate rises from zero to `learningRate`. Default 0. */
  readonly warmup?: number;
  /** Epochs without a better validation loss before the stage ends. Default: it runs to the last. */
  readonly patience?: number;
  /** Asks for `StageResult.gradientNorms`. Default: nothing is measured. */
  readonly measure?: 'gradient-norms';
};

/** One epoch of a stage that trains. Losses are weighted means of the example losses, without any penalty. */
export type EpochResult = {
  /** Counts from 1 within the stage. */
  readonly epoch: number;
  /** Steps taken since the run began. */
  readonly step: number;
  /** Of the last step, before a block's scale. */
  readonly learningRate: number;
  readonly trainLoss: number;
  /**
   * As `validationAccuracy`, of the training examples: each as it was right before the step that it took part in, with what was
   * dropped and augmented there, as Keras tells it. Where an epoch moves much it therefore lags behind.
   */
  readonly trainAccuracy: number | null;
  readonly validationLoss: number | null;
  /** Share of validation examples whose highest score is the right one, from 0 to 1; `null` where there is no such thing. */
  readonly validationAccuracy: number | null;
};

/** Plain data: it is written into checkpoints. `null` where there is no validation split. */
export type StageResult = {
  readonly stage: Stage;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly stoppedBy: 'epochs' | 'patience' | 'budget' | 'solved';
  /** One entry an epoch; empty for a stage that solves. */
  readonly history: readonly EpochResult[];
  /**
   * Where the stage asked for it, one number a block: the norm of the gradient of the mean training loss by the block's trainable
   * weights over the norm of those weights, with the weights that the stage leaves and frozen BatchNorm (Lee et al. 2023, "Auto-RGN").
   * The loss is that of the first 8 batches in the stage's order, or of all where there are fewer.
   */
  readonly gradientNorms?: readonly number[];
  /** What a head's direct solution says of itself. */
  readonly details?: Json;
};

/** What a strategy may know before anything runs. */
export type StrategyFacts = {
  /** Whether the head has a direct solution. Where it has none, a stage that solves is refused: the head trains by gradient. */
  readonly headSolves: boolean;
  /** Whether there are validation examples to judge by. */
  readonly hasValidation: boolean;
};

export interface FreezeStrategy {
  readonly id: string;
  readonly spec: Json;
  /**
   * Gives stages one at a time and is told how each went, so it may look before it unfreezes more; returns which weights to keep.
   * It depends on its arguments alone: resuming replays the recorded results and compares the stages.
   *
   * @throws GraftError for blocks or facts that it cannot serve, with the first stage where that can be known then
   */
  stages(blocks: readonly Block[], facts: StrategyFacts): Generator<Stage, 'best' | 'last', StageResult>;
}
