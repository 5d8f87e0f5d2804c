import type { FreezeStrategy } from '@graftjs/core';
import type { Composition } from '@graftjs/train';
import { expect, it } from 'vitest';
import { readSettings } from '../recipe/recipe.js';
import { optimizerOf, refuseStepSettings } from './train-steps.js';

function composition(stages: FreezeStrategy['stages']): Composition<unknown> {
  const recipe = { freeze: { id: 'mine', spec: {}, stages }, head: { id: 'linear' }, data: { size: () => 3 } };
  return { recipe, blocks: [], head: { solve: () => undefined } } as unknown as Composition<unknown>;
}

const settings = (flags: object) => readSettings({}, { data: 'pets', ...flags }, 'the command line');

it.each([
  [{ augment: { flip: 'horizontal' } }, '--augment'],
  [{ labelSmoothing: 0 }, '--label-smoothing'],
  [{ budget: '10m' }, '--budget'],
  [{ checkpoint: 'here' }, '--checkpoint'],
  [{ resume: true }, '--resume'],
])('refuses %j where nothing steps', (flags, name) => {
  const subject = composition(() => undefined as never);
  expect(() => {
    refuseStepSettings(settings(flags), subject);
  }).toThrow(
    expect.objectContaining({
      code: 'unused-option',
      message:
        `${name} is for training step by step, and here nothing is: mine has the head linear solved directly. ` +
        'Leave it out, or choose what trains, such as --freeze lp-ft or --head mlp.',
    }),
  );
});

it('lets pass what asks for nothing', () => {
  const nothing = settings({ augment: 'none', checkpoint: 'none', resume: false, batchSize: 8 });
  expect(() => {
    refuseStepSettings(
      nothing,
      composition(() => undefined as never),
    );
  }).not.toThrow();
});

it('gathers how to step', () => {
  expect(optimizerOf(settings({}))).toBe(undefined);
  expect(optimizerOf(settings({ optimizer: 'sgd', momentum: 0.5, clipNorm: 1 }))).toEqual({
    kind: 'sgd',
    momentum: 0.5,
    clipNorm: 1,
  });
});
