import { GraftError, type OptimizerSpec, type StageResult } from '@graftjs/core';
import type { Composition } from '@graftjs/train';
import { toFlag, type TrainSettings } from './recipe.js';

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

/**
 * Refuses settings that only steps have a use for, where there are none.
 *
 * @throws GraftError 'unused-option'
 */
export function refuseStepSettings<Input>(settings: TrainSettings, { recipe }: Composition<Input>): void {
  const given = forSteps.find((name) => ![undefined, false, 'none'].includes(settings[name] as string | undefined));
  if (given === undefined) return;
  throw new GraftError(
    'unused-option',
    `${toFlag(given)} is for training step by step, and here nothing is: ${recipe.freeze.id} has the head ${recipe.head.id} solved directly. ` +
      'Leave it out, or choose what trains, such as --freeze lp-ft or --head mlp.',
  );
}

/** How to step, from settings that are flat. */
export function optimizerOf(settings: TrainSettings): OptimizerSpec | undefined {
  const { optimizer, momentum, weightDecay, pullToPretrained, clipNorm, labelSmoothing, accumulate, averaging } =
    settings;
  const spec = {
    ...{ kind: optimizer, momentum, weightDecay, pullToPretrained },
    ...{ clipNorm, labelSmoothing, accumulate, averaging },
  };
  const given = Object.entries(spec).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

const forSteps = [
  ...(['augment', 'optimizer', 'momentum', 'weightDecay', 'pullToPretrained', 'clipNorm'] as const),
  ...(['labelSmoothing', 'accumulate', 'averaging', 'budget', 'stopAt'] as const),
  ...(['checkpoint', 'checkpointEvery', 'resume'] as const),
];

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
