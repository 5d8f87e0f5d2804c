import { expect, it } from 'vitest';
import { toyRows } from '../../test/toy-rows.js';
import { meanLoss } from './mean-loss.js';

it.each([2, 3])('is the mean and its standard error, %i labels', (labels) => {
  const rows = { ...toyRows({ count: 50, width: 4, labels }), weights: new Float32Array(50).fill(2) };
  const columns = labels === 2 ? 1 : labels;
  const kernels = Array.from({ length: columns }, (_, c) => new Float64Array(4).fill(0.1 * (c + 1)));
  const scores = { kernels, offsets: new Float64Array(columns) };
  const losses = Array.from({ length: 50 }, (_, row) => {
    const part = <T extends Float32Array>(values: T, width: number) => values.subarray(row * width, (row + 1) * width);
    const one = {
      ...rows,
      count: 1,
      features: part(rows.features, 4),
      targets: part(rows.targets, labels),
      weights: part(rows.weights, 1),
    };
    return meanLoss(one, scores).mean;
  });
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / 50;
  const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 50);
  const found = meanLoss(rows, scores);
  expect(found.mean).toBeCloseTo(mean, 12);
  expect(found.standardError).toBeCloseTo(deviation / Math.sqrt(50), 12);
});
