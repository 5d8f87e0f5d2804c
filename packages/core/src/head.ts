import type { Tensor } from '@tensorflow/tfjs-core';
import type { Task } from './dataset.js';
import type { Json } from './json.js';
import type { Network } from './network.js';
import type { HostTensor, Shape } from './tensor.js';

export interface Head {
  readonly id: string;
  readonly spec: Json;
  /**
   * Fits the head to features and task; weights drawn from `seed`.
   *
   * @param features of one example, no batch axis
   * @throws GraftError for a task or features that it cannot serve
   */
  bind(features: Shape, task: Task, seed: number): BoundHead;
}

export interface BoundHead {
  /** From one feature tensor to raw scores `[batch, columns]`: a column for each of the task's, or one of a sigmoid for two labels: the second's. */
  readonly network: Network;
  readonly activation: Activation;
  /** Scores as the network gives them and targets `[batch, columns]`, one for each of the task's, to losses `[batch]`; the caller weighs, averages and disposes them. */
  readonly exampleLoss: (scores: Tensor, targets: Tensor) => Tensor;
  /** Present when the head has a direct solution. */
  readonly solve?: (train: Batch, validation: Batch | undefined, options: SolveOptions) => Promise<Solution>;
}

/** Turns raw scores into what is reported. */
export type Activation = 'softmax' | 'sigmoid' | 'linear';

export interface SolveOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export interface Solution {
  /** The head's network, fitted to everything that was given. */
  readonly network: Network;
  /** The network before validation examples were fitted too: what an honest validation figure is computed with. */
  readonly beforeRefit?: Network;
  /** Weighted mean of the example losses, of `beforeRefit` where there is one. */
  readonly trainLoss: number;
  /** As `trainLoss`, over the validation examples; `null` where there are none. */
  readonly validationLoss: number | null;
  /** How it was found, for the report: the regularisation path, say. */
  readonly details: Json;
}

/** Host values: features `[n, …]`, targets `[n, columns]`, one weight an example. */
export interface Batch {
  readonly features: HostTensor;
  readonly targets: HostTensor;
  readonly weights: Float32Array<ArrayBuffer>;
  /** Whatever is set aside, examples of one group (patient, burst, author) stay together. Default: each is its own. */
  readonly groups?: readonly string[] | undefined;
}
