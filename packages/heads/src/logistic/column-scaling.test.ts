import { GraftError } from '@graftjs/core';
import { expect, it } from 'vitest';
import { scaleColumns } from './column-scaling.js';

it('gives mean and one over the population standard deviation', () => {
  const { mean, inverse } = scaleColumns(new Float32Array([1, 10, 3, 30, 5, 50, 7, 70]), 2);
  expect([...mean]).toEqual([4, 40]);
  expect(inverse[0]).toBeCloseTo(1 / Math.sqrt(5), 12);
  expect(inverse[1]).toBeCloseTo(0.1 / Math.sqrt(5), 12);
});

it('keeps the digits of a column far from zero', () => {
  expect(scaleColumns(new Float32Array([1e6, 1e6 + 2]), 1).inverse[0]).toBe(1);
});

it('gives no weight to a column that does not vary, or by rounding only', () => {
  const values = [0.1, 0.1, 5, 0.1, 0.1, 5.0000005, 0.1, 0.1, 5];
  expect([...scaleColumns(new Float32Array(values), 3).inverse]).toEqual([0, 0, 0]);
});

it('refuses features that are not finite', () => {
  const act = () => scaleColumns(new Float32Array([1, 2, 3, NaN]), 2);
  expect(act).toThrow(GraftError);
  expect(act).toThrow('Feature column 1 of 2 holds NaN or infinity.');
});
