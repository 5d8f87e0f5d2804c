import {
  GraftError,
  type BoundHead,
  type Network,
  type Skipped,
  type SolveStage,
  type StageResult,
} from '@graftjs/core';
import type { FitData } from '../features/fit-data.js';
import type { Candidate } from './run-state.js';

export interface SolveStageSubject {
  readonly head: BoundHead & { readonly solve: NonNullable<BoundHead['solve']> };
  /** Backbone, pooling and head, with the weights at hand. */
  readonly network: Network;
  /** How the names of the head's layers and weights begin in it. */
  readonly headPrefix: string;
  readonly data: FitData;
  readonly seed: number;
}

export interface SolveStageControl {
  readonly signal?: AbortSignal | undefined;
  readonly isTimeSpent?: (() => boolean) | undefined;
}

/**
 * Solves the head on the features of the weights at hand. Only weights of the head move.
 *
 * @throws GraftError 'bad-solution', 'solution-not-finite'
 */
export async function runSolveStage(
  stage: SolveStage,
  { head, network, headPrefix, data, seed }: SolveStageSubject,
  { signal, isTimeSpent }: SolveStageControl,
): Promise<{ readonly result: StageResult; readonly found: Candidate; readonly skipped: readonly Skipped[] }> {
  const { train, validation, skipped } = await data.solve(network, isTimeSpent);
  const solution = await head.solve(train, validation, { seed, ...(signal && { signal }) });
  const { trainLoss, validationLoss, details } = solution;
  const losses = { trainLoss, validationLoss };
  const solved = headWeights(network, headPrefix, solution.network);
  const found = solution.beforeRefit
    ? { weights: headWeights(network, headPrefix, solution.beforeRefit), refit: solved }
    : { weights: solved };
  for (const weights of [found.weights, solved]) checkFinite(stage, weights);
  return {
    result: { stage, epochs: 0, ...losses, stoppedBy: 'solved', history: [], details },
    found,
    skipped,
  };
}

/** Under the names that they have in the whole network. */
function headWeights(network: Network, prefix: string, head: Network): Candidate['weights'] {
  const named = new Map([...head.weights].map(([name, value]) => [prefix + name, value]));
  const unknown = [...named.keys()].find((name) => !network.weights.has(name));
  if (unknown === undefined) return named;
  throw new GraftError(
    'bad-solution',
    `The head's solution has a weight "${unknown.slice(prefix.length)}" that its network does not have.`,
  );
}

function checkFinite({ name }: SolveStage, weights: Candidate['weights']): void {
  const broken = [...weights].find(([, { data }]) => !data.every(Number.isFinite))?.[0];
  if (broken === undefined) return;
  throw new GraftError(
    'solution-not-finite',
    `The stage "${name}" solved the head, and its weight "${broken}" holds NaN or infinity. ` +
      'Features may be far out of range: check the preprocessing, cut elsewhere, or give the head a stronger penalty.',
  );
}
