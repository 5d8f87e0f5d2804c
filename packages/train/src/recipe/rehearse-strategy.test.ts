import type { Block, FreezeStrategy, Stage, StageResult } from '@graftjs/core';
import { progressive } from '@graftjs/freeze/progressive';
import { surgical } from '@graftjs/freeze/surgical';
import { expect, it } from 'vitest';
import { rehearseStrategy } from './rehearse-strategy.js';

const blocks = ['a', 'b', 'c'].map((name): Block => ({ name, layers: [name], parameters: 1, hasBatchNorm: false }));
const facts = { headSolves: true, hasValidation: true };
const stage: Stage = {
  kind: 'train',
  name: 'tune',
  start: 'current',
  blocks: blocks.map(() => 'frozen'),
  head: 'train',
  learningRate: 0.1,
  epochs: 1,
  schedule: 'constant',
};
const namesOf = (strategy: FreezeStrategy) => rehearseStrategy(strategy, blocks, facts).map(({ name }) => name);

it('gives every stage that may come', () => {
  expect(namesOf(progressive())).toEqual(['solve the head', 'unfreeze 1', 'unfreeze 2', 'unfreeze 3']);
  expect(namesOf(surgical({ blocks: 'gradient-norms' }))).toEqual(['solve the head', 'tune a']);
});

it('comes to an end where the strategy does not', () => {
  const endless: FreezeStrategy = {
    id: 'endless',
    spec: {},
    *stages() {
      for (;;) yield { kind: 'solve', name: 'again' };
    },
  };
  expect(namesOf(endless)).toHaveLength(100);
});

it('tells a strategy results like those of a run, and stops where it can do nothing with them', () => {
  const looking: FreezeStrategy = {
    id: 'looking',
    spec: {},
    *stages(): Generator<Stage, 'last', StageResult> {
      const train = { ...stage, name: 'first', epochs: 3 };
      const { history } = yield train;
      expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
      expect(history[2]?.validationAccuracy?.toFixed(1)).toBe('0.5');
      const { details } = yield { kind: 'solve', name: 'second' };
      yield { ...train, name: 'third', learningRate: (details as { l2: number }).l2 };
      return 'last';
    },
  };
  expect(namesOf(looking)).toEqual(['first', 'second']);
});

it.each([
  ['counts its calls', counting()],
  ['hands out the same stages once', once()],
])('refuses a strategy that %s', (_, strategy) => {
  expect(() => namesOf(strategy)).toThrow(
    expect.objectContaining({
      code: 'impure-strategy',
      message: expect.stringContaining('asks for other stages each time that it is asked') as string,
    }),
  );
});

function counting(): FreezeStrategy {
  let calls = 0;
  return {
    id: 'counting',
    spec: {},
    *stages() {
      yield { ...stage, epochs: ++calls };
      return 'last';
    },
  };
}

function once(): FreezeStrategy {
  const stages = counting().stages(blocks, facts);
  return { id: 'once', spec: {}, stages: () => stages };
}
