import type { Preprocess, Task } from './dataset.js';
import type { Activation } from './head.js';
import type { Network } from './network.js';

/** All that is needed to predict: what a bundle holds, and a pretrained classifier with its top. */
export interface Model<Input> {
  readonly id: string;
  /** Backbone, pooling and head. Its one output is raw scores `[batch, columns]`, as in `BoundHead`. */
  readonly network: Network;
  /** The layer of `network` where the backbone ends; nothing may be folded across it. */
  readonly cut: string;
  /** Turns the scores into what is reported; 'linear' where the network itself ends in probabilities. */
  readonly activation: Activation;
  readonly task: Task;
  readonly preprocess: Preprocess<Input>;
  /** SPDX identifier of the backbone's weights. */
  readonly license: string;
}
