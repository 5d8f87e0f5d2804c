import { expect, it } from 'vitest';
import { aucInterval } from './auc-interval.js';

it('is the area that is 1.96 standard errors away, taken there', () => {
  const { low, high } = aucInterval(0.9, 30, 40);
  for (const theta of [low, high]) {
    const spread = 1 + 34 * ((1 - theta) / (2 - theta) + theta / (1 + theta));
    const error = Math.sqrt((theta * (1 - theta) * spread) / (30 * 40));
    expect(Math.abs(0.9 - theta) / error).toBeCloseTo(1.96, 4);
  }
});

it('has a width at the edges, which examples make smaller', () => {
  const few = aucInterval(1, 2, 2);
  const many = aucInterval(1, 200, 200);
  expect(few.high).toBe(1);
  expect(few.low).toBeLessThan(0.5);
  expect(many.low).toBeGreaterThan(0.98);
  expect(aucInterval(0, 2, 2).high).toBeCloseTo(1 - few.low, 12);
});

it('of one example a class is nearly everything', () => {
  const { low, high } = aucInterval(0.5, 1, 1);
  expect(high - low).toBeGreaterThan(0.8);
});
