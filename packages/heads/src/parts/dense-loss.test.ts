import { expect, it } from 'vitest';
import { toyBatch } from '../../test/toy-rows.js';
import { solveLogistic } from '../logistic/solve-logistic.js';
import { denseLoss } from './dense-loss.js';

it.each([2, 3])('is the loss that the solver found for %i labels', async (labels) => {
  const train = toyBatch({ count: 60, width: 5, labels, seed: 1 });
  const validation = toyBatch({ count: 40, width: 5, labels, seed: 2 });
  const found = await solveLogistic(train, validation, { penalties: [0.1], seed: 1 });
  const { beforeRefit, trainLoss, validationLoss } = found;
  if (!beforeRefit) throw new Error('a validation batch leaves the weights from before the refit');
  expect(denseLoss(beforeRefit, train)).toBeCloseTo(trainLoss, 6);
  expect(denseLoss(beforeRefit, validation)).toBeCloseTo(validationLoss ?? NaN, 6);
});

it('does not overflow', () => {
  const huge = {
    kernel: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1e6, -1e6) },
    bias: { dtype: 'float32', shape: [2], data: new Float32Array(2) },
  } as const;
  const batch = {
    features: { dtype: 'float32', shape: [1, 1], data: Float32Array.of(1) },
    targets: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0, 1) },
    weights: Float32Array.of(1),
  } as const;
  expect(denseLoss(huge, batch)).toBe(2e6);
});
