import type { StageResult } from '@graftjs/core';
import type { Composition } from '../compose.js';

/** More stages that only solve than any strategy has before its first step. */
const MOST_SOLVES = 100;

/**
 * Whether a strategy will train step by step, as far as can be told before anything runs: it is shown that the head was
 * solved as well as can be.
 */
export function trainsBySteps<Input>(composition: Composition<Input>): boolean {
  try {
    return hasSteps(composition);
  } catch {
    // A strategy that wants to know more than that of a solution: whether it steps, the run will show.
    return true;
  }
}

function hasSteps<Input>({ recipe, blocks, head }: Composition<Input>): boolean {
  const hasValidation = recipe.data.size('validation') > 0;
  const stages = recipe.freeze.stages(blocks, { headSolves: head.solve !== undefined, hasValidation });
  let next = stages.next();
  for (let solves = 0; solves < MOST_SOLVES && next.done !== true; solves++) {
    if (next.value.kind === 'train') return true;
    const solved: StageResult = {
      stage: next.value,
      epochs: 0,
      trainLoss: 0,
      validationLoss: hasValidation ? 0 : null,
      stoppedBy: 'solved',
      history: [],
      gradientNorms: blocks.map(() => 0),
    };
    next = stages.next(solved);
  }
  return false;
}
