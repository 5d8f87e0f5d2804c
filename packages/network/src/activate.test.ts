import { expect, it } from 'vitest';
import { activate } from './activate.js';
import { refusal } from './fixtures/refusal.js';

const scores = { dtype: 'float32', shape: [2, 3], data: Float32Array.from([1, 2, 3, 1000, 0, -1000]) } as const;

it('gives probabilities that add up to 1, whatever the size of the scores', () => {
  const { data, shape } = activate(scores, 'softmax');
  expect(shape).toEqual([2, 3]);
  expect([...data]).toEqual([0.09003057317038046, 0.24472847105479764, 0.6652409557748218, 1, 0, 0].map(Math.fround));
});

it('gives one probability a column', () => {
  const { data } = activate(scores, 'sigmoid');
  expect([...data]).toEqual([0.7310585786300049, 0.8807970779778823, 0.9525741268224334, 1, 0.5, 0].map(Math.fround));
});

it('makes two probabilities of one sigmoid score, that of the second label', () => {
  const one = { dtype: 'float32', shape: [3, 1], data: Float32Array.of(0, 2, -40) } as const;
  const { data, shape } = activate(one, 'sigmoid', 2);
  expect(shape).toEqual([3, 2]);
  const expected = [0.5, 0.5, 0.11920292202211755, 0.8807970779778823, 1, 4.248354255291589e-18];
  expect([...data]).toEqual(expected.map(Math.fround));
});

it.each([
  ['softmax', 1, 2],
  ['linear', 1, 2],
  ['sigmoid', 1, 3],
  ['sigmoid', 3, 2],
] as const)('refuses for %s %i columns where %i are reported', (activation, columns, reported) => {
  const given = { dtype: 'float32', shape: [1, columns], data: new Float32Array(columns) } as const;
  expect(refusal(() => activate(given, activation, reported))).toBe(
    `bad-scores: The model gives ${columns} scores an example for ${reported} labels, and it needs as many as labels ` +
      '(or one of a sigmoid for two). Correct the labels, or the units of the last layer.',
  );
});

it('gives scores as they are, in an array of their own', () => {
  const { data } = activate(scores, 'linear');
  expect(data).toEqual(scores.data);
  expect(data).not.toBe(scores.data);
});

it('refuses scores of other than two axes', () => {
  expect(refusal(() => activate({ ...scores, shape: [6] }, 'softmax'))).toBe(
    'bad-input-shape: Scores have the axes [batch, columns]; got [6]. End the network in a layer that gives a vector, such as Dense.',
  );
});

it.each<[number, 'softmax' | 'sigmoid' | 'linear']>([
  [NaN, 'softmax'],
  [Infinity, 'softmax'],
  [NaN, 'sigmoid'],
  [NaN, 'linear'],
])('has no answer for a score of %d by %s', (score, activation) => {
  const data = Float32Array.from([1, 2, score, 0]);
  expect(refusal(() => activate({ dtype: 'float32', shape: [2, 2], data }, activation))).toBe(
    'scores-not-finite: The model gives scores for example 1 (counted from 0) that are no finite numbers, so it has no answer: its ' +
      'weights are damaged or its training diverged, or that input has values far out of range.',
  );
});
