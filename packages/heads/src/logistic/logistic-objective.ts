import type { ColumnScaling } from './column-scaling.js';
import type { LabelledRows } from '../parts/labelled-rows.js';
import type { Objective } from './minimize-lbfgs.js';
import { countColumns, sweepRows, type ScoreColumns } from './sweep-rows.js';

/**
 * What multinomial logistic regression minimises, as a function of one flat point: for each score column the weights of
 * the *standardised* features, then its intercept.
 *
 *   sum(weight * log loss) / sum(weight)  +  l2 / 2 * sum of squares of all labels' weights
 *
 * The features are never copied: standardising is put into the weights before the sweep and into the gradient after it.
 *
 * @param l2 0 or more; intercepts are not penalised
 */
export function logisticObjective(rows: LabelledRows, scaling: ColumnScaling, l2: number): Objective {
  const { width } = rows;
  const stride = width + 1;
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  // The two columns behind a single one are half of it, with opposite signs: together half of its sum of squares.
  const penalty = rows.labels === 2 ? l2 / 2 : l2;
  const slope = emptyColumns(rows.labels, width);

  return (point, gradient) => {
    slope.kernels.forEach((kernel) => kernel.fill(0));
    slope.offsets.fill(0);
    let value = sweepRows(rows, unscale(point, rows.labels, scaling), slope) / total;
    slope.kernels.forEach((kernel, column) => {
      const offset = slope.offsets[column] ?? 0;
      const start = column * stride;
      for (let i = 0; i < width; i++) {
        const weight = point[start + i] ?? 0;
        value += (penalty / 2) * weight * weight;
        const centred = (kernel[i] ?? 0) - (scaling.mean[i] ?? 0) * offset;
        gradient[start + i] = ((scaling.inverse[i] ?? 0) * centred) / total + penalty * weight;
      }
      gradient[start + width] = offset / total;
    });
    return value;
  };
}

/** Score columns for the features as they come, from a point over standardised ones. */
export function unscale(point: Float64Array, labels: number, scaling: ColumnScaling): ScoreColumns {
  const width = scaling.mean.length;
  const columns = emptyColumns(labels, width);
  columns.kernels.forEach((kernel, column) => {
    const start = column * (width + 1);
    let offset = point[start + width] ?? 0;
    for (let i = 0; i < width; i++) {
      const weight = (point[start + i] ?? 0) * (scaling.inverse[i] ?? 0);
      kernel[i] = weight;
      offset -= weight * (scaling.mean[i] ?? 0);
    }
    columns.offsets[column] = offset;
  });
  return columns;
}

/** The inverse of `unscale`. Weights on columns that do not vary here are dropped: their share moves into the intercept. */
export function rescale(columns: ScoreColumns, scaling: ColumnScaling): Float64Array {
  const width = scaling.mean.length;
  const point = new Float64Array(columns.kernels.length * (width + 1));
  columns.kernels.forEach((kernel, column) => {
    const start = column * (width + 1);
    let intercept = columns.offsets[column] ?? 0;
    for (let i = 0; i < width; i++) {
      const inverse = scaling.inverse[i] ?? 0;
      const weight = kernel[i] ?? 0;
      point[start + i] = inverse === 0 ? 0 : weight / inverse;
      intercept += weight * (scaling.mean[i] ?? 0);
    }
    point[start + width] = intercept;
  });
  return point;
}

function emptyColumns(labels: number, width: number): ScoreColumns {
  const count = countColumns(labels);
  return { kernels: Array.from({ length: count }, () => new Float64Array(width)), offsets: new Float64Array(count) };
}
