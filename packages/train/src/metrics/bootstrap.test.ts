import { expect, it } from 'vitest';
import { bootstrap } from './bootstrap.js';

const values = Array.from({ length: 200 }, (_, i) => i % 10);

function mean(counts: Uint16Array): { mean: number } {
  return { mean: counts.reduce((sum, count, i) => sum + count * values[i]!, 0) / counts.length };
}

it('gives the interval that the standard error of a mean predicts', () => {
  const { mean: estimate } = bootstrap(200, mean, 7);
  expect(estimate!.value).toBe(4.5);
  const half = (1.96 * Math.sqrt(8.25)) / Math.sqrt(200);
  expect(estimate!.low).toBeCloseTo(4.5 - half, 1);
  expect(estimate!.high).toBeCloseTo(4.5 + half, 1);
});

it('draws as many examples as there are, each time others', () => {
  const seen = new Set<string>();
  bootstrap(50, (counts) => (seen.add(counts.join()), { total: counts.reduce((a, b) => a + b, 0) }), 7);
  expect(seen.size).toBe(1001);
});

it('leaves a figure out that is not defined, and resamples where it is not', () => {
  const onlyWithFirst = (counts: Uint16Array) => ({
    always: 0,
    never: null,
    first: counts[0]! > 0 ? counts[0]! : null,
  });
  const { always, never, first } = bootstrap(10, onlyWithFirst, 7);
  expect(always).toEqual({ value: 0, low: 0, high: 0 });
  expect(never).toBeNull();
  expect(first!.low).toBe(1);
});
