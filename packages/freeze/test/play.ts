import type { Block, FreezeStrategy, Stage, StageResult, StrategyFacts } from '@graftjs/core';

/** Blocks with BatchNorm, by name. */
export function blocksOf(...names: readonly string[]): Block[] {
  return names.map((name) => ({ name, layers: [`${name}_conv`], parameters: 100, hasBatchNorm: true }));
}

export const solving: StrategyFacts = { headSolves: true, hasValidation: true };
export const training: StrategyFacts = { headSolves: false, hasValidation: true };

/**
 * Plays a strategy through: the first stage comes to the first loss, and so on; past the end the last loss comes again.
 *
 * @returns the stages, and which weights are kept
 */
export function play(
  strategy: FreezeStrategy,
  blocks: readonly Block[],
  options: {
    readonly facts?: StrategyFacts;
    readonly losses?: readonly (number | null)[];
    readonly gradientNorms?: readonly number[];
  } = {},
): { stages: Stage[]; kept: 'best' | 'last' } {
  const { facts = solving, losses = [1], gradientNorms } = options;
  const stages: Stage[] = [];
  const running = strategy.stages(blocks, facts);
  let next = running.next();
  while (next.done !== true) {
    const stage = next.value;
    stages.push(stage);
    const validationLoss = losses[Math.min(stages.length, losses.length) - 1] ?? null;
    const result: StageResult = {
      stage,
      epochs: 1,
      trainLoss: 1,
      validationLoss,
      stoppedBy: 'epochs',
      history: [],
      ...(stage.measure && gradientNorms && { gradientNorms }),
    };
    next = running.next(result);
  }
  return { stages, kept: next.value };
}

/** One letter a block of a stage: `-` frozen, `a` everything trains, `n` only BatchNorm does. */
export function modesOf(stage: Stage | undefined): string {
  if (stage?.kind !== 'train') return stage?.kind ?? 'none';
  return stage.blocks.map((mode) => (mode === 'frozen' ? '-' : mode.train === 'all' ? 'a' : 'n')).join('');
}
