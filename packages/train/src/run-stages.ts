import type { Batch, Block, BoundHead, FreezeStrategy, Network, Solution, StageResult } from '@graftjs/core';
import { checkStage } from './check-stage.js';
import type { OnProgress } from './progress.js';

export interface StagesSubject {
  readonly strategy: FreezeStrategy;
  readonly blocks: readonly Block[];
  readonly headId: string;
  readonly head: BoundHead;
  readonly train: Batch;
  readonly validation: Batch | undefined;
  readonly seed: number;
}

export interface StagesOutcome {
  /** The head's network. */
  readonly network: Network;
  readonly beforeRefit?: Network;
  readonly stages: readonly StageResult[];
}

/**
 * Runs what a strategy asks for, stage by stage, and keeps the weights that it chooses in the end.
 *
 * @throws GraftError 'unsupported-stage', 'head-cannot-solve'
 * @throws what `signal` was aborted with
 */
export async function runStages(
  { strategy, blocks, headId, head, train, validation, seed }: StagesSubject,
  { signal, onProgress }: { readonly signal?: AbortSignal | undefined; readonly onProgress?: OnProgress | undefined },
): Promise<StagesOutcome> {
  const results: StageResult[] = [];
  const solutions: Solution[] = [];
  const asked = strategy.stages(blocks, {
    headSolves: head.solve !== undefined,
    hasValidation: validation !== undefined,
  });
  let step = asked.next();
  while (step.done !== true) {
    const stage = step.value;
    const solve = checkStage(stage, { headId, head, strategyId: strategy.id });
    signal?.throwIfAborted();
    onProgress?.({ phase: 'stage', stage: stage.name });
    const solution = await solve(train, validation, { seed, ...(signal && { signal }) });
    const { trainLoss, validationLoss, details } = solution;
    const losses = { trainLoss, validationLoss };
    const result: StageResult = { stage, epochs: 0, ...losses, stoppedBy: 'solved', history: [], details };
    solutions.push(solution);
    results.push(result);
    step = asked.next(result);
  }
  const kept = step.value === 'last' ? solutions.at(-1) : bestOf(solutions);
  return {
    network: kept?.network ?? head.network,
    ...(kept?.beforeRefit && { beforeRefit: kept.beforeRefit }),
    stages: results,
  };
}

/** By validation loss; by training loss where there is no validation. The first of equals. */
function bestOf(solutions: readonly Solution[]): Solution | undefined {
  const lossOf = ({ trainLoss, validationLoss }: Solution): number => validationLoss ?? trainLoss;
  return solutions.reduce<Solution | undefined>(
    (best, solution) => (best === undefined || lossOf(solution) < lossOf(best) ? solution : best),
    undefined,
  );
}
