import type { Split } from '@graftjs/core';

/** What the frozen part of a stage will cost, before it runs. */
export interface FeaturePrice {
  readonly stage: string;
  /** The layer up to which everything is frozen; undefined where nothing is, and inputs are only decoded. */
  readonly boundary: string | undefined;
  /** Examples, by split. */
  readonly examples: Readonly<Partial<Record<Split, number>>>;
  /** How many views of each training example there are. */
  readonly views: number;
  /** Of all rows of features: memory, and as much on the disk where there is a store. */
  readonly bytes: number;
  /** 'memory': made once. 'remade': too many for the memory, so they come from the store, or are made anew in each epoch. */
  readonly kept: 'memory' | 'remade';
  /** To make every row once, judged by the first batch; less where the store has rows. */
  readonly seconds: number;
}
