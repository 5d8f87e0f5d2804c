import type { Backbone } from './backbone.js';
import type { Augmentation, Dataset } from './dataset.js';
import type { FreezeStrategy, StageResult } from './freeze-strategy.js';
import type { Activation, Head } from './head.js';
import type { Network } from './network.js';
import type { OptimizerSpec } from './optimizer-spec.js';

/**
 * Everything that decides a result, and nothing that does not (workers, cache, output paths go to `fit`).
 * `Input` ties data to backbone: text into an image backbone does not compile.
 */
export interface Recipe<Input> {
  readonly data: Dataset<Input>;
  readonly backbone: Backbone<Input>;
  /** Default: the bottleneck, the last cut before the first flattening (Flatten or a global pooling) on the way to the classifier; without top, the output. */
  readonly cut?: string | undefined;
  /** How a feature map becomes a vector. Default 'mean'. */
  readonly pool?: Pool | undefined;
  readonly head: Head;
  readonly freeze: FreezeStrategy;
  /** One number a label, or a rule. 'balanced': n / (labels * examples of the label). Default 'balanced' for classification. */
  readonly classWeights?: 'balanced' | 'none' | readonly number[] | undefined;
  /** Makes views of training pictures. Default: none, every picture as it is. */
  readonly augment?: Augmentation<Input> | undefined;
  /** How stages that train step. Default AdamW, see `OptimizerSpec`. */
  readonly optimizer?: OptimizerSpec | undefined;
  /** Examples that run through the backbone, or are trained on, at once. Default 16. */
  readonly batchSize?: number | undefined;
  /** Decides everything that is drawn at random. */
  readonly seed: number;
}

export const pools = ['mean', 'max', 'mean+max', 'flatten'] as const;
export type Pool = (typeof pools)[number];

/** An example that was left out, and why. */
export type Skipped = { readonly id: string; readonly code: string; readonly reason: string };

/** Something that did not stop the run but that the user should know: a cache that could not be written, say. */
export type Note = { readonly code: string; readonly message: string };

/** What training leaves: enough to evaluate, save and explain. */
export interface Run<Input> {
  readonly recipe: Recipe<Input>;
  /** The layer of `network` where the backbone ends; nothing may be folded across it. */
  readonly cut: string;
  /** Backbone to scores, as data. */
  readonly network: Network;
  /** As `network`, before validation examples were fitted too. */
  readonly beforeRefit?: Network;
  readonly activation: Activation;
  readonly stages: readonly StageResult[];
  /** Steps after which a budget stopped the run; absent when the strategy came to its end. */
  readonly stoppedAt?: number;
  /** In train and validation. */
  readonly skipped: readonly Skipped[];
  readonly notes?: readonly Note[];
}
