import { GraftError, type Batch } from '@graftjs/core';
import type { DenseWeights } from '../parts/dense-scores.js';
import { scaleColumns } from './column-scaling.js';
import { holdOut } from './hold-out.js';
import { joinRows, pickRows, rowsOf, type LabelledRows } from './labelled-rows.js';
import { logisticObjective, rescale, unscale } from './logistic-objective.js';
import { minimizeLbfgs } from './minimize-lbfgs.js';
import { countColumns, sweepRows, type ScoreColumns } from './sweep-rows.js';

/** The penalties that are tried where none is given: half decades, from strong to weak. */
export const defaultPenalties: readonly number[] = [
  10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001,
];

/** Penalties in a row with a worse validation loss than the best, after which weaker ones are not tried. */
const PATIENCE = 2;

/** Ten times finer than scikit-learn's default, on the same scale (a mean loss). */
const PATH_TOLERANCE = 1e-5;
const FINAL_TOLERANCE = 1e-6;

export interface LogisticOptions {
  /** Tried from the largest to the smallest. A single one is taken as it is. */
  readonly penalties: readonly number[];
  /** Decides which examples are held out where there is a choice to make and no validation examples. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** One penalty that was tried. Losses are weighted means without the penalty. */
export type PathStep = {
  readonly l2: number;
  readonly trainLoss: number;
  /** On the validation examples, or on those held out. */
  readonly validationLoss: number;
  readonly iterations: number;
};

export interface LogisticSolution {
  /** Fitted to everything that was given. */
  readonly dense: DenseWeights;
  /** Fitted to the training examples alone; present when there are validation examples. */
  readonly beforeRefit?: DenseWeights;
  readonly l2: number;
  readonly path: readonly PathStep[];
  /** Of `beforeRefit` where present, else of `dense`. */
  readonly trainLoss: number;
  readonly validationLoss: number | null;
}

/**
 * Multinomial logistic regression over standardised features, by L-BFGS in double precision; the scaler ends up in the
 * weights. The penalty with the lowest loss on validation examples is kept, then everything is fitted again with it.
 *
 * @param train features `[n, width]`, targets `[n, labels]` with rows that sum to 1; at least two labels
 * @throws GraftError 'features-not-finite', 'too-few-examples'
 */
export async function solveLogistic(
  train: Batch,
  validation: Batch | undefined,
  { penalties, seed, signal }: LogisticOptions,
): Promise<LogisticSolution> {
  const trainRows = rowsOf(train);
  const validationRows = validation && validation.targets.shape[0] !== 0 ? rowsOf(validation) : undefined;
  if (validationRows !== undefined) {
    const { columns, best, path } = await searchPenalty(trainRows, validationRows, penalties, signal);
    const { l2, trainLoss, validationLoss } = best;
    const refitted = await fit(joinRows(trainRows, validationRows), l2, FINAL_TOLERANCE, columns, signal);
    return { dense: denseOf(refitted.columns), beforeRefit: denseOf(columns), l2, path, trainLoss, validationLoss };
  }

  const parts = penalties.length > 1 ? heldOutRows(trainRows, seed) : undefined;
  const found = parts && (await searchPenalty(parts.kept, parts.held, penalties, signal));
  const l2 = found?.best.l2 ?? penalties[0] ?? 0;
  const { columns } = await fit(trainRows, l2, FINAL_TOLERANCE, found?.columns, signal);
  const trainLoss = meanLoss(trainRows, columns);
  return { dense: denseOf(columns), l2, path: found?.path ?? [], trainLoss, validationLoss: null };
}

interface Search {
  readonly columns: ScoreColumns;
  readonly best: PathStep;
  readonly path: readonly PathStep[];
}

/** Every penalty starts from the solution of the stronger one before it: a short way. */
async function searchPenalty(
  fitted: LabelledRows,
  judged: LabelledRows,
  penalties: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Search> {
  const path: PathStep[] = [];
  let found: { columns: ScoreColumns; best: PathStep } | undefined;
  let start: ScoreColumns | undefined;
  let worse = 0;
  for (const l2 of [...penalties].sort((a, b) => b - a)) {
    const { columns, iterations } = await fit(fitted, l2, PATH_TOLERANCE, start, signal);
    start = columns;
    const step = { l2, trainLoss: meanLoss(fitted, columns), validationLoss: meanLoss(judged, columns), iterations };
    path.push(step);
    if (found === undefined || step.validationLoss < found.best.validationLoss) {
      found = { columns, best: step };
      worse = 0;
    } else if (++worse === PATIENCE) break;
  }
  if (found === undefined) throw new GraftError('bad-option', 'No L2 penalty was given: at least one is needed.');
  return { ...found, path };
}

async function fit(
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

function meanLoss(rows: LabelledRows, columns: ScoreColumns): number {
  return sweepRows(rows, columns) / rows.weights.reduce((sum, weight) => sum + weight, 0);
}

/** The columns of a Dense layer; a single column becomes two that differ by it, of opposite signs. */
function denseOf({ kernels, offsets }: ScoreColumns): DenseWeights {
  const [difference] = kernels;
  const single = kernels.length === 1 && difference !== undefined;
  const columns = single ? [difference.map((v) => -v / 2), difference.map((v) => v / 2)] : kernels;
  const biases = single ? [-(offsets[0] ?? 0) / 2, (offsets[0] ?? 0) / 2] : [...offsets];
  const width = difference?.length ?? 0;
  const data = new Float32Array(width * columns.length);
  columns.forEach((column, c) => column.forEach((weight, i) => (data[i * columns.length + c] = weight)));
  return {
    kernel: { dtype: 'float32', shape: [width, columns.length], data },
    bias: { dtype: 'float32', shape: [columns.length], data: Float32Array.from(biases) },
  };
}

function heldOutRows(rows: LabelledRows, seed: number): { kept: LabelledRows; held: LabelledRows } {
  const labels = Array.from({ length: rows.count }, (_, row) => {
    const target = rows.targets.subarray(row * rows.labels, (row + 1) * rows.labels);
    return target.indexOf(Math.max(...target));
  });
  const { kept, held } = holdOut(labels, seed);
  return { kept: pickRows(rows, kept), held: pickRows(rows, held) };
}
