import type { LabelledRows } from '../parts/labelled-rows.js';

/** Rows taken together: each kernel and gradient element is then loaded once for four uses. */
const LANES = 4;

/**
 * Score columns: for three labels and more one a label, for two labels a single one, the second label's score minus
 * the first's. A softmax over two columns depends on their difference alone, so this is half the work for the same answer.
 */
export interface ScoreColumns {
  /** One `[width]` for each column. */
  readonly kernels: readonly Float64Array[];
  /** `[columns]` */
  readonly offsets: Float64Array;
}

/** Number of score columns that `labels` labels take. */
export function countColumns(labels: number): number {
  return labels === 2 ? 1 : labels;
}

/**
 * Sums the weighted cross-entropy of all rows, in double precision, and adds its gradient where asked.
 *
 * @param gradient added to; same shapes as `columns`
 * @param losses set to the weighted loss of each row, `[count]`
 * @returns the sum over rows of weight times loss (natural logarithm)
 */
export function sweepRows(
  rows: LabelledRows,
  columns: ScoreColumns,
  gradient?: ScoreColumns,
  losses?: Float64Array,
): number {
  const lanes = new Float64Array(columns.kernels.length * LANES);
  let loss = 0;
  for (let row = 0; row < rows.count; row += LANES) {
    columns.kernels.forEach((kernel, column) => {
      scoreLanes(rows, row, kernel, columns.offsets[column] ?? 0, lanes, column * LANES);
    });
    for (let lane = 0; lane < LANES; lane++) {
      const own = rows.labels === 2 ? settleSigmoid(rows, row, lane, lanes) : settleSoftmax(rows, row, lane, lanes);
      if (losses && row + lane < rows.count) losses[row + lane] = own;
      loss += own;
    }
    gradient?.kernels.forEach((kernel, column) => {
      gradient.offsets[column] =
        (gradient.offsets[column] ?? 0) + spreadLanes(rows, row, lanes, column * LANES, kernel);
    });
  }
  return loss;
}

/** Where a lane's features begin. Lanes past the last row repeat it; their weight is 0. */
function startOf(rows: LabelledRows, row: number): number {
  return Math.min(row, rows.count - 1) * rows.width;
}

function weightOf(rows: LabelledRows, row: number): number {
  return row < rows.count ? (rows.weights[row] ?? 0) : 0;
}

function scoreLanes(
  rows: LabelledRows,
  row: number,
  kernel: Float64Array,
  offset: number,
  lanes: Float64Array,
  at: number,
): void {
  const { features, width } = rows;
  const a = startOf(rows, row);
  const b = startOf(rows, row + 1);
  const c = startOf(rows, row + 2);
  const d = startOf(rows, row + 3);
  let sumA = offset;
  let sumB = offset;
  let sumC = offset;
  let sumD = offset;
  for (let i = 0; i < width; i++) {
    const weight = kernel[i] ?? 0;
    sumA += weight * (features[a + i] ?? 0);
    sumB += weight * (features[b + i] ?? 0);
    sumC += weight * (features[c + i] ?? 0);
    sumD += weight * (features[d + i] ?? 0);
  }
  lanes[at] = sumA;
  lanes[at + 1] = sumB;
  lanes[at + 2] = sumC;
  lanes[at + 3] = sumD;
}

/** Adds the lanes' residuals times their features to `kernel`; returns the sum of the residuals. */
function spreadLanes(rows: LabelledRows, row: number, lanes: Float64Array, at: number, kernel: Float64Array): number {
  const { features, width } = rows;
  const a = startOf(rows, row);
  const b = startOf(rows, row + 1);
  const c = startOf(rows, row + 2);
  const d = startOf(rows, row + 3);
  const residualA = lanes[at] ?? 0;
  const residualB = lanes[at + 1] ?? 0;
  const residualC = lanes[at + 2] ?? 0;
  const residualD = lanes[at + 3] ?? 0;
  for (let i = 0; i < width; i++) {
    kernel[i] =
      (kernel[i] ?? 0) +
      residualA * (features[a + i] ?? 0) +
      residualB * (features[b + i] ?? 0) +
      residualC * (features[c + i] ?? 0) +
      residualD * (features[d + i] ?? 0);
  }
  return residualA + residualB + residualC + residualD;
}

/** Replaces the one score of a lane by its weighted residual; returns the weighted loss. */
function settleSigmoid(rows: LabelledRows, row: number, lane: number, lanes: Float64Array): number {
  const weight = weightOf(rows, row + lane);
  const score = lanes[lane] ?? 0;
  const target = weight === 0 ? 0 : (rows.targets[(row + lane) * 2 + 1] ?? 0);
  // exp of a negative number only: it cannot overflow.
  const small = Math.exp(-Math.abs(score));
  const probability = score >= 0 ? 1 / (1 + small) : small / (1 + small);
  lanes[lane] = weight * (probability - target);
  return weight * (Math.max(score, 0) + Math.log1p(small) - target * score);
}

/** Replaces the scores of a lane by their weighted residuals; returns the weighted loss. */
function settleSoftmax(rows: LabelledRows, row: number, lane: number, lanes: Float64Array): number {
  const weight = weightOf(rows, row + lane);
  const first = weight === 0 ? 0 : (row + lane) * rows.labels;
  let highest = -Infinity;
  for (let at = lane; at < lanes.length; at += LANES) highest = Math.max(highest, lanes[at] ?? 0);
  let sum = 0;
  for (let at = lane; at < lanes.length; at += LANES) sum += Math.exp((lanes[at] ?? 0) - highest);
  const logSum = highest + Math.log(sum);
  let loss = 0;
  for (let label = 0; label < rows.labels; label++) {
    const at = label * LANES + lane;
    const logProbability = (lanes[at] ?? 0) - logSum;
    const target = rows.targets[first + label] ?? 0;
    loss -= target * logProbability;
    lanes[at] = weight * (Math.exp(logProbability) - target);
  }
  return weight * loss;
}
