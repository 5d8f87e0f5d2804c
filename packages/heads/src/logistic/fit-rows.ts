import { scaleColumns } from './column-scaling.js';
import type { LabelledRows } from '../parts/labelled-rows.js';
import { logisticObjective, rescale, unscale } from './logistic-objective.js';
import { minimizeLbfgs } from './minimize-lbfgs.js';
import { countColumns, type ScoreColumns } from './sweep-rows.js';

export interface FitRowsOptions {
  readonly l2: number;
  /** On the scale of a mean loss; scikit-learn's default is 1e-4. */
  readonly gradientTolerance: number;
  /** A solution of a similar problem, from which the way is short. Default: all zeros. */
  readonly start?: ScoreColumns | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fits logistic regression with one penalty. */
export async function fitRows(
  rows: LabelledRows,
  { l2, gradientTolerance, start, signal }: FitRowsOptions,
): Promise<{ columns: ScoreColumns; iterations: number }> {
  const scaling = scaleColumns(rows.features, rows.width);
  const from = start ? rescale(start, scaling) : new Float64Array(countColumns(rows.labels) * (rows.width + 1));
  const objective = logisticObjective(rows, scaling, l2);
  const { point, iterations } = await minimizeLbfgs(objective, from, { gradientTolerance, signal });
  return { columns: unscale(point, rows.labels, scaling), iterations };
}
