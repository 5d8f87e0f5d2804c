import { expect, it } from 'vitest';
import { bootstrap } from './bootstrap.js';

const values = Array.from({ length: 200 }, (_, i) => i % 10);

function mean(counts: Uint16Array): { mean: number } {
  return { mean: counts.reduce((sum, count, i) => sum + count * values[i]!, 0) / counts.length };
}

it('gives the interval that the standard error of a mean predicts', () => {
  const { mean: estimate } = bootstrap(new Array<number>(200).fill(0), mean, 7);
  expect(estimate!.value).toBe(4.5);
  const half = (1.96 * Math.sqrt(8.25)) / Math.sqrt(200);
  expect(estimate!.low).toBeCloseTo(4.5 - half, 1);
  expect(estimate!.high).toBeCloseTo(4.5 + half, 1);
});

it('draws as many examples as there are, each time others', () => {
  const seen = new Set<string>();
  const { total } = bootstrap(
    new Array<number>(50).fill(0),
    (counts) => (seen.add(counts.join()), { total: counts.reduce((a, b) => a + b, 0) }),
    7,
  );
  expect(total).toEqual({ value: 50, low: 50, high: 50 });
  expect(seen.size).toBe(1001);
});

it('leaves a figure out that is not defined, and resamples where it is not', () => {
  const onlyWithFirst = (counts: Uint16Array) => ({
    always: 0,
    never: null,
    first: counts[0]! > 0 ? counts[0]! : null,
  });
  const { always, never, first } = bootstrap(new Array<number>(10).fill(0), onlyWithFirst, 7);
  expect(always).toEqual({ value: 0, low: 0, high: 0 });
  expect(never).toBeNull();
  expect(first!.low).toBe(1);
});

it('draws each class by itself, so that none is ever lacking', () => {
  const classes = Array.from({ length: 300 }, (_, i) => i % 150);
  const drawn = new Set<string>();
  const sizes = (counts: Uint16Array): { smallest: number } => {
    const sums = new Array<number>(150).fill(0);
    counts.forEach((count, at) => (sums[classes[at]!]! += count));
    drawn.add(counts.join());
    return { smallest: Math.min(...sums) };
  };
  expect(bootstrap(classes, sizes, 7).smallest).toEqual({ value: 2, low: 2, high: 2 });
  expect(drawn.size).toBe(1001);
});
