import type { EpochResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { drawAccuracy } from './draw-accuracy.js';

const epochs = (...accuracies: (number | null)[]): EpochResult[] =>
  accuracies.map((validationAccuracy, index) => ({
    ...{ epoch: index + 1, step: index + 1, learningRate: 0.1, trainLoss: 1, validationLoss: 1 },
    validationAccuracy,
  }));

it('draws all stages one after the other, and marks the first best epoch', () => {
  const svg = drawAccuracy([
    { stage: { name: 'head' }, history: epochs(0.5, 0.75) },
    { stage: { name: 'solve' }, history: [] },
    { stage: { name: 'tune' }, history: epochs(0.875, 0.875, 0.8) },
  ]);
  expect(svg).toContain(
    'Validation accuracy 50.0 % at epoch 1, 87.5 % at its best, at epoch 3, and 80.0 % at epoch 5.',
  );
  expect(svg?.match(/class="dot line1"/g)).toHaveLength(5);
  expect(svg?.match(/class="rule"/g)).toHaveLength(2);
});

it('draws nothing where there is no accuracy', () => {
  expect(drawAccuracy([])).toBe(null);
  expect(drawAccuracy([{ stage: { name: 'tune' }, history: epochs(null, null) }])).toBe(null);
});
