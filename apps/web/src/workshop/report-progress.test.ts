import type { Dataset, ImageInput } from '@graftjs/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reportProgress } from './report-progress.js';
import type { TrainingProgress } from './workshop-api.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sizes = { train: 60, validation: 20, test: 20 };
const data = { size: (split) => sizes[split] } as Dataset<ImageInput>;

it('tells of pictures no more often than it can be seen, and of each phase that begins', () => {
  const told: TrainingProgress[] = [];
  const report = reportProgress(data, false, (progress) => told.push(progress));
  for (const split of ['train', 'validation', 'test'] as const) {
    const total = data.size(split);
    for (let done = 1; done <= total; done++)
      report({ phase: 'features', done, total, split, cached: 0, backboneCalls: 0 });
  }
  expect(told.map(({ phase }) => phase)).toEqual(['features', 'fitting', 'testing']);
});

it('tells of the last epoch in any case', () => {
  const told: TrainingProgress[] = [];
  const report = reportProgress(data, true, (progress) => told.push(progress));
  const result = { trainLoss: 1, trainAccuracy: 0.5 };
  for (let epoch = 1; epoch <= 5; epoch++) report({ phase: 'epoch', stage: 'probe', epoch, ...result } as never);
  vi.advanceTimersByTime(1000);
  expect(told.map((progress) => progress.phase === 'epochs' && progress.stages[0]?.history.length)).toEqual([1, 5]);
});
