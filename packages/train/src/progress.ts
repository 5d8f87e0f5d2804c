import type { EpochResult, Note, Split } from '@graftjs/core';
import type { FeaturePrice } from './features/feature-price.js';
import type { TrainingPrice } from './stages/training-price.js';

/** What long work tells while it goes on. */
export type Progress =
  | {
      /** Inputs are turned into features, or into scores by a whole model. */
      readonly phase: 'features';
      readonly split: Split;
      /** Which view of the inputs, when there are several. Default 0, the inputs as they are. */
      readonly view?: number;
      /** Examples that are through, those left out included. */
      readonly done: number;
      readonly total: number;
      /** Of `done`, those whose features were in the store. */
      readonly cached: number;
      /** Batches that ran through the backbone. */
      readonly backboneCalls: number;
    }
  /** A stage of the strategy begins. */
  | { readonly phase: 'stage'; readonly stage: string }
  | ({ readonly phase: 'price' } & FeaturePrice)
  | ({ readonly phase: 'training-price' } & TrainingPrice)
  | {
      readonly phase: 'step';
      readonly stage: string;
      /** Since the run began, this one included. */
      readonly step: number;
      /** Of the stage, this one included. */
      readonly done: number;
      /** Of the stage, if it runs to its last epoch. */
      readonly total: number;
      readonly learningRate: number;
      readonly loss: number;
      /** Global norm, before clipping. */
      readonly gradientNorm: number;
    }
  | ({ readonly phase: 'epoch'; readonly stage: string } & EpochResult)
  | { readonly phase: 'note'; readonly note: Note };

export type OnProgress = (progress: Progress) => void;
