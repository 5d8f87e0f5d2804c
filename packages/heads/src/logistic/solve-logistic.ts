import type { Batch } from '@graftjs/core';
import type { DenseWeights } from '../parts/dense-scores.js';
import { fitRows } from './fit-rows.js';
import { holdOut } from './hold-out.js';
import { joinRows, pickRows, rowsOf, type LabelledRows } from '../parts/labelled-rows.js';
import { meanLoss } from './mean-loss.js';
import { searchPenalty, type PathStep } from './search-penalty.js';
import type { ScoreColumns } from './sweep-rows.js';

/** Finer than along the search, since these are the weights that stay. */
const FINAL_TOLERANCE = 1e-6;

export interface LogisticOptions {
  /** Tried from the largest to the smallest. A single one is taken as it is. */
  readonly penalties: readonly number[];
  /** Decides which examples are held out where there is a choice to make and no validation examples. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

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
 * weights. Validation examples choose the penalty (see `searchPenalty`), then everything is fitted again with it.
 *
 * @param train features `[n, width]`, targets `[n, labels]` with rows that sum to 1; at least two labels
 * @throws GraftError 'features-not-finite', 'too-few-examples'
 */
export async function solveLogistic(
  train: Batch,
  validation: Batch | undefined,
  { penalties, seed, signal }: LogisticOptions,
): Promise<LogisticSolution> {
  const final = { gradientTolerance: FINAL_TOLERANCE, signal };
  const trainRows = rowsOf(train);
  const validationRows = validation && validation.targets.shape[0] !== 0 ? rowsOf(validation) : undefined;
  if (validationRows !== undefined) {
    const { columns, chosen, path } = await searchPenalty(trainRows, validationRows, penalties, signal);
    const { l2, trainLoss, validationLoss } = chosen;
    const refitted = await fitRows(joinRows(trainRows, validationRows), { ...final, l2, start: columns });
    return { dense: denseOf(refitted.columns), beforeRefit: denseOf(columns), l2, path, trainLoss, validationLoss };
  }

  const parts = penalties.length > 1 ? heldOutRows(trainRows, train.groups, seed) : undefined;
  const found = parts && (await searchPenalty(parts.kept, parts.held, penalties, signal));
  const l2 = found?.chosen.l2 ?? penalties[0] ?? 0;
  const { columns } = await fitRows(trainRows, { ...final, l2, start: found?.columns });
  const trainLoss = meanLoss(trainRows, columns).mean;
  return { dense: denseOf(columns), l2, path: found?.path ?? [], trainLoss, validationLoss: null };
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

function heldOutRows(
  rows: LabelledRows,
  groups: Batch['groups'],
  seed: number,
): { kept: LabelledRows; held: LabelledRows } {
  const labels = Array.from({ length: rows.count }, (_, row) => {
    const target = rows.targets.subarray(row * rows.labels, (row + 1) * rows.labels);
    return target.indexOf(Math.max(...target));
  });
  const { kept, held } = holdOut(labels, seed, groups);
  return { kept: pickRows(rows, kept), held: pickRows(rows, held) };
}
