import type { Note, Split } from '@graftjs/core';

/** What long work tells while it goes on. */
export type Progress =
  | {
      /** Inputs are turned into features, or into scores by a whole model. */
      readonly phase: 'features';
      readonly split: Split;
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
  | { readonly phase: 'note'; readonly note: Note };

export type OnProgress = (progress: Progress) => void;
