import type { Block, EpochResult, FreezeStrategy, Stage, StageResult, StrategyFacts } from '@graftjs/core';
import { GraftError } from '@graftjs/core';

/** Stages that are asked for at most: a strategy may go on for as long as it gets better. */
const MOST_STAGES = 100;

/**
 * The stages that a strategy asks for if each goes better than the one before, without running any: so what a later one needs is
 * known before the first begins. Where a strategy cannot go on from results that are made up, the stages until then.
 *
 * @throws GraftError that the strategy throws, and 'impure-strategy' where it asks for other stages the second time
 */
export function rehearseStrategy(strategy: FreezeStrategy, blocks: readonly Block[], facts: StrategyFacts): Stage[] {
  const [stages, again] = [rehearse(strategy, blocks, facts), rehearse(strategy, blocks, facts)];
  if (JSON.stringify(stages) === JSON.stringify(again)) return stages;
  throw new GraftError(
    'impure-strategy',
    `The strategy "${strategy.id}" asks for other stages each time that it is asked, so no run of it could be gone on with. ` +
      'Its stages may depend on nothing but blocks, facts and the results that it is told.',
  );
}

function rehearse(strategy: FreezeStrategy, blocks: readonly Block[], facts: StrategyFacts): Stage[] {
  const asked = strategy.stages(blocks, facts);
  const stages: Stage[] = [];
  let next = asked.next();
  while (next.done !== true) {
    stages.push(next.value);
    if (stages.length === MOST_STAGES) break;
    try {
      next = asked.next(resultOf(next.value, stages.length, blocks, facts));
    } catch (error) {
      // What it says of blocks and facts holds; that it fails at numbers nobody measured need not.
      if (error instanceof GraftError) throw error;
      break;
    }
  }
  return stages;
}

function resultOf(
  stage: Stage,
  count: number,
  blocks: readonly Block[],
  { hasValidation }: StrategyFacts,
): StageResult {
  const lossesAfter = (part: number) => {
    const loss = 1 / (count - 1 + part);
    return { trainLoss: loss, validationLoss: hasValidation ? loss : null };
  };
  const measured = stage.measure === undefined ? {} : { gradientNorms: blocks.map(() => 1) };
  const losses = lossesAfter(1);
  if (stage.kind !== 'train') return { stage, epochs: 0, ...losses, stoppedBy: 'solved', history: [], ...measured };
  const { epochs, learningRate } = stage;
  const history = Array.from({ length: lengthOf(epochs) }, (_, index): EpochResult => {
    const epoch = index + 1;
    const accuracy = 1 - 1 / (count + 1);
    const accuracies = { trainAccuracy: accuracy, validationAccuracy: hasValidation ? accuracy : null };
    return { epoch, step: epoch, learningRate, ...lossesAfter(epoch / epochs), ...accuracies };
  });
  return { stage, epochs, ...losses, stoppedBy: 'epochs', history, ...measured };
}

/** Of epochs that are no number of times, `checkStage` tells. */
function lengthOf(epochs: number): number {
  return Number.isSafeInteger(epochs) && epochs > 0 ? Math.min(epochs, 10_000) : 0;
}
