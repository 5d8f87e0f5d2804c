import type { EpochResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { drawAccuracy } from './draw-accuracy.js';

const epochs = (...accuracies: (number | null)[]): EpochResult[] =>
  accuracies.map((validationAccuracy, index) => ({
    ...{ epoch: index + 1, step: index + 1, learningRate: 0.1, trainLoss: 1, validationLoss: 1 },
    trainAccuracy: validationAccuracy === null ? null : 1 - validationAccuracy / 2,
    validationAccuracy,
  }));

it('draws all stages one after the other, and marks the first best epoch', () => {
  const svg = drawAccuracy([
    { stage: { name: 'head' }, history: epochs(0.5, 0.75) },
    { stage: { name: 'solve' }, history: [] },
    { stage: { name: 'tune' }, history: epochs(0.875, 0.875, 0.8) },
  ]);
  expect(svg).toContain(
    'Training accuracy 75.0 % at epoch 1, 75.0 % at its best, at epoch 1, and 60.0 % at epoch 5. ' +
      'Validation accuracy 50.0 % at epoch 1, 87.5 % at its best, at epoch 3, and 80.0 % at epoch 5.',
  );
  expect(svg?.match(/class="dot line0"/g)).toHaveLength(5);
  expect(svg?.match(/class="dot line1"/g)).toHaveLength(5);
  expect(svg?.match(/class="mark"/g)).toHaveLength(1);
  expect(svg?.match(/class="rule"/g)).toHaveLength(2);
});

it('draws the training alone where there are no validation examples', () => {
  const history = epochs(0.5, 0.75).map((epoch) => ({ ...epoch, validationAccuracy: null }));
  const svg = drawAccuracy([{ stage: { name: 'tune' }, history }]);
  expect(svg).toContain('<desc id="description">Training accuracy 75.0 % at epoch 1');
  expect(svg).not.toContain('Validation accuracy');
  expect(svg?.match(/class="mark"/g)).toBe(null);
});

it('draws nothing where there is no accuracy', () => {
  expect(drawAccuracy([])).toBe(null);
  expect(drawAccuracy([{ stage: { name: 'tune' }, history: epochs(null, null) }])).toBe(null);
});
