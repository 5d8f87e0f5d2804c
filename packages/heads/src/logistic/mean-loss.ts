import type { LabelledRows } from '../parts/labelled-rows.js';
import { sweepRows, type ScoreColumns } from './sweep-rows.js';

/**
 * The weighted mean cross-entropy of some rows, and its standard error: how far it would move with other rows of the same kind.
 *
 * @see Cochran, "Sampling Techniques", 3rd edition, chapter 6 (a ratio of two sums)
 */
export function meanLoss(rows: LabelledRows, columns: ScoreColumns): { mean: number; standardError: number } {
  const losses = new Float64Array(rows.count);
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  const mean = sweepRows(rows, columns, undefined, losses) / total;
  const squares = losses.reduce((sum, loss, row) => sum + (loss - (rows.weights[row] ?? 0) * mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares) / total };
}
