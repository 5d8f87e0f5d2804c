import type { Block, EpochResult, FreezeStrategy, Stage, StageResult, StrategyFacts } from '@graftjs/core';

/** Stages that are asked for at most: a strategy may go on for as long as it gets better. */
const MOST_STAGES = 100;

/**
 * The stages that a strategy asks for if each goes better than the one before, without running any: so what a later one needs is
 * known before the first begins.
 *
 * @throws what the strategy throws
 */
export function rehearseStrategy(strategy: FreezeStrategy, blocks: readonly Block[], facts: StrategyFacts): Stage[] {
  const asked = strategy.stages(blocks, facts);
  const stages: Stage[] = [];
  let next = asked.next();
  while (next.done !== true) {
    stages.push(next.value);
    if (stages.length === MOST_STAGES) break;
    next = asked.next(resultOf(next.value, stages.length, blocks, facts));
  }
  return stages;
}

function resultOf(
  stage: Stage,
  count: number,
  blocks: readonly Block[],
  { hasValidation }: StrategyFacts,
): StageResult {
  const loss = 1 / count;
  const losses = { trainLoss: loss, validationLoss: hasValidation ? loss : null };
  const measured = stage.measure === undefined ? {} : { gradientNorms: blocks.map(() => 1) };
  if (stage.kind !== 'train') return { stage, epochs: 0, ...losses, stoppedBy: 'solved', history: [], ...measured };
  const { epochs, learningRate } = stage;
  const last: EpochResult = { epoch: epochs, step: count, learningRate, ...losses, validationAccuracy: null };
  return { stage, epochs, ...losses, stoppedBy: 'epochs', history: [last], ...measured };
}
