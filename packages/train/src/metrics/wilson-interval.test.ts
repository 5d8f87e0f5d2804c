import { expect, it } from 'vitest';
import fixture from '../../fixtures/scipy-proportions.json';
import { wilsonInterval } from './wilson-interval.js';

it.each(fixture.cases)('is that of SciPy: $hits of $count', ({ hits, count, low, high }) => {
  const found = wilsonInterval(hits, count);
  expect(found.low).toBeCloseTo(low, 11);
  expect(found.high).toBeCloseTo(high, 11);
});
