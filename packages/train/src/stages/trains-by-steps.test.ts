import type { FreezeStrategy, Stage, StageResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import type { Composition } from '../compose.js';
import { trainsBySteps } from './trains-by-steps.js';

const solve: Stage = { kind: 'solve', name: 'solve' };
const steps = { kind: 'train', name: 'tune' } as Stage;

function composition(stages: FreezeStrategy['stages']): Composition<unknown> {
  const recipe = { freeze: { id: 'mine', spec: {}, stages }, data: { size: () => 3 } };
  return { recipe, blocks: [], head: { solve: () => undefined } } as unknown as Composition<unknown>;
}

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
