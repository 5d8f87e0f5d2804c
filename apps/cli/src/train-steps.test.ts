import type { FreezeStrategy, Stage, StageResult } from '@graftjs/core';
import type { Composition } from '@graftjs/train';
import { expect, it } from 'vitest';
import { readSettings } from './recipe.js';
import { optimizerOf, refuseStepSettings, trainsBySteps } from './train-steps.js';

const solve: Stage = { kind: 'solve', name: 'solve' };
const steps = { kind: 'train', name: 'tune' } as Stage;

function composition(stages: FreezeStrategy['stages']): Composition<unknown> {
  const recipe = { freeze: { id: 'mine', spec: {}, stages }, head: { id: 'linear' }, data: { size: () => 3 } };
  return { recipe, blocks: [], head: { solve: () => undefined } } as unknown as Composition<unknown>;
}

const settings = (flags: object) => readSettings({}, { data: 'pets', ...flags }, 'the command line');

it('looks behind the stages that solve', () => {
  const last: Stage[] = [];
  const after = (...stages: Stage[]) =>
    composition(function* () {
      for (const stage of stages) last.push((yield stage).stage);
      return 'best';
    });
  expect(trainsBySteps(after(steps))).toBe(true);
  expect(trainsBySteps(after(solve, solve, steps))).toBe(true);
  expect(trainsBySteps(after(solve))).toBe(false);
  expect(last).toEqual([solve, solve, solve]);
  const endless = composition(function* () {
    for (;;) yield solve;
  });
  expect(trainsBySteps(endless)).toBe(false);
  const curious = composition(function* () {
    const { details }: StageResult = yield solve;
    if ((details as { l2: number }).l2 > 1) yield steps;
    return 'best';
  });
  expect(trainsBySteps(curious)).toBe(true);
});

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
