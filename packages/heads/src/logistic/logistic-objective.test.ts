import { describe, expect, it } from 'vitest';
import { scaleColumns } from './column-scaling.js';
import { logisticObjective, rescale, unscale } from './logistic-objective.js';
import { sweepRows } from './sweep-rows.js';
import { toyRows } from '../../test/toy-rows.js';

// 41 rows: not a multiple of the four that are taken together.
describe.each([2, 3, 5])('logisticObjective, %i labels', (labels) => {
  const rows = toyRows({ count: 41, width: 6, labels });
  const scaling = scaleColumns(rows.features, rows.width);
  const objective = logisticObjective(rows, scaling, 0.3);
  const length = (labels === 2 ? 1 : labels) * (rows.width + 1);
  const point = Float64Array.from({ length }, (_, i) => Math.sin(i + 1));

  it('has the gradient that differences of its values show', () => {
    const gradient = new Float64Array(length);
    const scratch = new Float64Array(length);
    objective(point, gradient);
    for (let i = 0; i < length; i++) {
      const at = (shift: number) => objective(point.with(i, point[i]! + shift), scratch);
      expect(gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
    }
  });

  it('is the weighted mean cross-entropy of the standardised features plus the penalty', () => {
    let loss = 0;
    let total = 0;
    for (let row = 0; row < rows.count; row++) {
      const scores = Array.from({ length: labels }, (_, label) => {
        const column = labels === 2 ? 0 : label;
        const sign = labels === 2 ? label - 0.5 : 1;
        let score = point[column * 7 + 6]!;
        for (let i = 0; i < 6; i++) {
          score += point[column * 7 + i]! * (rows.features[row * 6 + i]! - scaling.mean[i]!) * scaling.inverse[i]!;
        }
        return sign * score;
      });
      const label = rows.targets.subarray(row * labels, (row + 1) * labels).indexOf(1);
      const logSum = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
      loss += rows.weights[row]! * (logSum - scores[label]!);
      total += rows.weights[row]!;
    }
    const squares = point.reduce((sum, weight, i) => (i % 7 === 6 ? sum : sum + weight ** 2), 0);
    const penalty = (0.3 / 2) * (labels === 2 ? squares / 2 : squares);
    expect(objective(point, new Float64Array(length))).toBeCloseTo(loss / total + penalty, 10);
  });

  it('goes to raw columns and back', () => {
    const back = rescale(unscale(point, labels, scaling), scaling);
    back.forEach((element, i) => expect(element).toBeCloseTo(point[i]!, 12));
  });
});

it('stays finite where scores are far apart', () => {
  for (const labels of [2, 3]) {
    const rows = toyRows({ count: 10, width: 2, labels });
    const columns = labels === 2 ? 1 : 3;
    const kernels = Array.from({ length: columns }, (_, c) => new Float64Array([1e6 * (c + 1), -1e6]));
    const slope = { kernels: kernels.map(() => new Float64Array(2)), offsets: new Float64Array(columns) };
    expect(sweepRows(rows, { kernels, offsets: new Float64Array(columns) }, slope)).toBeGreaterThan(0);
    slope.kernels.forEach((kernel) => kernel.forEach((element) => expect(element).toSatisfy(Number.isFinite)));
  }
});
