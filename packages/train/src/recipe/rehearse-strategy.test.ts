import type { Block, FreezeStrategy } from '@graftjs/core';
import { progressive } from '@graftjs/freeze/progressive';
import { surgical } from '@graftjs/freeze/surgical';
import { expect, it } from 'vitest';
import { rehearseStrategy } from './rehearse-strategy.js';

const blocks = ['a', 'b', 'c'].map((name): Block => ({ name, layers: [name], parameters: 1, hasBatchNorm: false }));
const facts = { headSolves: true, hasValidation: true };
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
