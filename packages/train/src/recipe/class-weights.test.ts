import { expect, it } from 'vitest';
import { resolveClassWeights } from './class-weights.js';

const targets = [0, 0, 0, 0, 0, 0, 1, 1, 2];
const labels = ['cat', 'dog', 'eel'];

it('balances as n / (labels * examples of the label)', () => {
  const weights = resolveClassWeights('balanced', targets, labels);
  expect(weights).toEqual([0.5, 1.5, 3]);
  expect(targets.reduce((sum, target) => sum + weights[target]!, 0)).toBeCloseTo(targets.length, 12);
});

it('takes numbers as they are, and none as ones', () => {
  expect(resolveClassWeights([2, 1, 1], targets, labels)).toEqual([2, 1, 1]);
  expect(resolveClassWeights('none', targets, labels)).toEqual([1, 1, 1]);
});

it('refuses a label without examples', () => {
  const act = () => resolveClassWeights('none', [0, 2], labels);
  expect(act).toThrow(expect.objectContaining({ code: 'label-without-examples' }));
  expect(act).toThrow('No usable training example has the label "dog".');
});
