import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js';
import { expect, it } from 'vitest';
import { findLoss, noteLoss, watchLoss, whenLost } from './backend-loss.js';

it('keeps the first reason, on one line', async () => {
  const backend = new MathBackendCPU();
  const lose = watchLoss(backend);
  expect(findLoss(backend)).toBeUndefined();
  lose('[Device "made by the page"] is lost.\n - While validating.\n');
  noteLoss(backend, 'something else');
  const reason = '[Device "made by the page"] is lost. - While validating.';
  expect(findLoss(backend)).toBe(reason);
  await expect(whenLost(backend)).resolves.toBe(reason);
});
