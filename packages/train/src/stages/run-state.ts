import type { HostTensor, Network, Skipped, Stage, StageResult } from '@graftjs/core';
import type { OptimizerState } from '../steps/optimizer.js';

/** Weights by name that are no longer what the network came with. */
export type MovedWeights = ReadonlyMap<string, HostTensor>;

/** Weights that a run might end with. */
export interface Candidate {
  readonly weights: MovedWeights;
  /** Of those, the ones that were fitted to validation examples too, by a head that solves. */
  readonly refit?: MovedWeights | undefined;
}

/** How far a run has come, between two stages. */
export interface RunState {
  readonly results: readonly StageResult[];
  /** Steps taken by all stages. */
  readonly step: number;
  readonly current: Candidate;
  /** The first of those with the lowest validation loss; training loss, where there is no validation. */
  readonly best: (Candidate & { readonly loss: number }) | undefined;
  readonly optimizer: OptimizerState;
  /** In train and validation. */
  readonly skipped: readonly Skipped[];
}

export const freshRun: RunState = {
  results: [],
  step: 0,
  current: { weights: new Map() },
  best: undefined,
  optimizer: new Map(),
  skipped: [],
};

/** The weights that a stage begins with, where they are no longer what the network came with. */
export function startOf({ best, current }: RunState, { start }: Stage): MovedWeights {
  return ((start === 'best' ? best : undefined) ?? current).weights;
}

/** A network with these weights in place of its own. */
export function withWeights(network: Network, weights: MovedWeights): Network {
  return { ...network, weights: new Map([...network.weights, ...weights]) };
}
