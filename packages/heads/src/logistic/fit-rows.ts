import { scaleColumns } from './column-scaling.js';
import type { LabelledRows } from './labelled-rows.js';
import { logisticObjective, rescale, unscale } from './logistic-objective.js';
import { minimizeLbfgs } from './minimize-lbfgs.js';
import { countColumns, type ScoreColumns } from './sweep-rows.js';

/**
 * Fits logistic regression with one penalty.
 *
 * @param gradientTolerance on the scale of a mean loss; scikit-learn's default is 1e-4
 * @param start a solution of a similar problem, from which the way is short; default: all zeros
 */
export async function fitRows(
  rows: LabelledRows,
  l2: number,
  gradientTolerance: number,
  start: ScoreColumns | undefined,
  signal: AbortSignal | undefined,
): Promise<{ columns: ScoreColumns; iterations: number }> {
  const scaling = scaleColumns(rows.features, rows.width);
  const from = start ? rescale(start, scaling) : new Float64Array(countColumns(rows.labels) * (rows.width + 1));
  const objective = logisticObjective(rows, scaling, l2);
  const { point, iterations } = await minimizeLbfgs(objective, from, { gradientTolerance, signal });
  return { columns: unscale(point, rows.labels, scaling), iterations };
}
