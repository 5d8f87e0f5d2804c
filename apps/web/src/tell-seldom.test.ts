import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellSeldom } from './tell-seldom.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('passes on the first at once, and ten a second of those that follow', () => {
  const told: number[] = [];
  const tell = tellSeldom<number>((event) => told.push(event));
  for (let event = 0; event < 25; event++) {
    tell(event);
    vi.advanceTimersByTime(10);
  }
  expect(told).toEqual([0, 10, 20]);
});
