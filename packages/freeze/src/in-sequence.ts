import { GraftError, type FreezeStrategy, type StageResult } from '@graftjs/core';

/**
 * Strategies one after the other: each begins with the weights that the one before it keeps, and the last decides what is kept.
 *
 * @param strategies at least one; the spec lists `{ id, spec }` of each, and whoever reads it makes each of them again
 * @throws GraftError 'empty-sequence'; from `stages` what they throw
 * @example
 * inSequence(featureExtraction(), discriminative({ schedule: 'one-cycle' }), lastBlocks(1));
 */
export function inSequence(...strategies: readonly FreezeStrategy[]): FreezeStrategy {
  if (strategies.length === 0) {
    throw new GraftError('empty-sequence', 'inSequence joins strategies, and it was given none. Give at least one.');
  }
  return {
    id: 'in-sequence',
    spec: { strategies: strategies.map(({ id, spec }) => ({ id, spec })) },
    *stages(blocks, facts) {
      let kept: 'best' | 'last' = 'last';
      for (const strategy of strategies) {
        const stages = strategy.stages(blocks, facts);
        let next = stages.next();
        let isFirst = true;
        while (next.done !== true) {
          // What a strategy starts from as 'current' is what the one before it keeps, which may be older.
          const stage = isFirst && kept === 'best' ? { ...next.value, start: kept } : next.value;
          isFirst = false;
          const result: StageResult = yield stage;
          next = stages.next(result);
        }
        kept = next.value;
      }
      return kept;
    },
  };
}
