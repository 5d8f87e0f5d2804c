import { GraftError, type OptimizerSpec } from '@graftjs/core';
import type { Composition } from '@graftjs/train';
import { toFlag, type TrainSettings } from '../recipe/recipe.js';

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
