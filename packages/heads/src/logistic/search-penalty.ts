import { GraftError } from '@graftjs/core';
import { fitRows } from './fit-rows.js';
import type { LabelledRows } from '../parts/labelled-rows.js';
import { meanLoss } from './mean-loss.js';
import type { ScoreColumns } from './sweep-rows.js';

/** The penalties that are tried where none is given: half decades, from strong to weak. */
export const defaultPenalties: readonly number[] = [
  10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001,
];

/** Penalties in a row with a worse validation loss than the best, after which weaker ones are not tried. */
const PATIENCE = 2;

/** Ten times finer than scikit-learn's default, on the same scale (a mean loss). */
const TOLERANCE = 1e-5;

/** One penalty that was tried. Losses are weighted means without the penalty. */
export type PathStep = {
  readonly l2: number;
  readonly trainLoss: number;
  /** On the validation examples, or on those held out. */
  readonly validationLoss: number;
  /** Of the validation loss. */
  readonly standardError: number;
  readonly iterations: number;
};

export interface Search {
  /** Fitted with the penalty that was chosen. */
  readonly columns: ScoreColumns;
  readonly chosen: PathStep;
  readonly path: readonly PathStep[];
}

/**
 * Tries penalties from strong to weak, each from the solution before it, and chooses the strongest one whose validation loss is
 * within one standard error of the lowest. Which is lowest is partly luck, the more so the fewer validation examples there are;
 * of those that cannot be told apart, the simplest model carries over best to data that differ a little.
 *
 * @param fitted what is fitted
 * @param judged what the validation loss is computed on
 * @see Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees" (1984), section 3.4.3: the one standard error rule
 */
export async function searchPenalty(
  fitted: LabelledRows,
  judged: LabelledRows,
  penalties: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Search> {
  const tried: { readonly columns: ScoreColumns; readonly step: PathStep }[] = [];
  let lowest: PathStep | undefined;
  let worse = 0;
  for (const l2 of [...penalties].sort((a, b) => b - a)) {
    const start = tried.at(-1)?.columns;
    const { columns, iterations } = await fitRows(fitted, { l2, gradientTolerance: TOLERANCE, start, signal });
    const { mean: validationLoss, standardError } = meanLoss(judged, columns);
    const step = { l2, trainLoss: meanLoss(fitted, columns).mean, validationLoss, standardError, iterations };
    tried.push({ columns, step });
    if (lowest === undefined || validationLoss < lowest.validationLoss) {
      lowest = step;
      worse = 0;
    } else if (++worse === PATIENCE) break;
  }
  const bound = lowest === undefined ? 0 : lowest.validationLoss + lowest.standardError;
  const chosen = tried.find(({ step }) => step.validationLoss <= bound);
  if (chosen === undefined) throw new GraftError('bad-option', 'No L2 penalty was given: at least one is needed.');
  return { columns: chosen.columns, chosen: chosen.step, path: tried.map(({ step }) => step) };
}
