import type { EpochResult, HostTensor } from '@graftjs/core';
import type { OptimizerState } from './optimizer.js';

/** Weights as they were after one epoch, and how good. */
export interface BestEpoch {
  readonly result: EpochResult;
  /** Every weight that the stage may move, by name. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/** How far a stage that trains has come: all that is needed to go on to the very same weights. */
export interface StageCursor {
  /** Epochs that are over. */
  readonly epoch: number;
  /** Steps taken in the epoch that is not. */
  readonly stepInEpoch: number;
  /** Since the run began. */
  readonly step: number;
  /** Of the steps taken in the epoch: sums of example weights and of weighted losses. */
  readonly weightSum: number;
  readonly lossSum: number;
  /** Of the steps taken in the epoch: all examples, and those that were right. */
  readonly exampleCount: number;
  readonly hitCount: number;
  readonly history: readonly EpochResult[];
  readonly best: BestEpoch | undefined;
  readonly weights: ReadonlyMap<string, HostTensor>;
  /** Absent without averaging. */
  readonly average: ReadonlyMap<string, HostTensor> | undefined;
  readonly optimizer: OptimizerState;
}

/** What decides between epochs: the validation loss, or the training loss where there is no validation. */
export function judgedLoss({
  validationLoss,
  trainLoss,
}: {
  validationLoss: number | null;
  trainLoss: number;
}): number {
  return validationLoss ?? trainLoss;
}
