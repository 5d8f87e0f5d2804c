import { expect, it } from 'vitest';
import { countHits } from './count-hits.js';

const targets = { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 0, 1) } as const;

it('counts the examples whose highest score is in the right column', () => {
  expect(countHits(Float32Array.of(2, 1, 3, 4, 5, 0), targets)).toBe(2);
});

it('takes one column of scores for that of the second label', () => {
  expect(countHits(Float32Array.of(-0.5, 0.5, -2), targets)).toBe(2);
  expect(countHits(Float32Array.of(0, 0, 0), targets)).toBe(1);
});

it('takes the first of equal scores, as the classifier that is saved does', () => {
  expect(countHits(Float32Array.of(1, 1, 1, 1, 1, 1), targets)).toBe(1);
});
