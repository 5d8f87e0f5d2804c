import type { Prediction } from '@graftjs/bundle';
import type { Json } from '@graftjs/core';
import { stringify } from 'csv-stringify/sync';
import { formatColumns } from './columns.js';
import { outColors } from './output.js';

export interface PicturePrediction {
  readonly file: string;
  readonly prediction: Prediction;
}

/** How many classes are shown of each picture where nothing else is asked for. */
const SHOWN = 3;

/** One object a picture; with `top`, the likeliest classes alone, likeliest first. */
export function toJson(predictions: readonly PicturePrediction[], labels: readonly string[], top?: number): Json {
  return predictions.map(({ file, prediction }) => ({
    file,
    label: prediction.label,
    probabilities: Object.fromEntries(
      top === undefined
        ? labels.map((label, index) => [label, prediction.probabilities[index] ?? 0])
        : rank(prediction, labels, top).map(({ label, probability }) => [label, probability]),
    ),
  }));
}

/** One row a picture with a column for every class; with `top`, one row for each of the likeliest classes. */
export function formatCsv(predictions: readonly PicturePrediction[], labels: readonly string[], top?: number): string {
  if (top === undefined) {
    const rows = predictions.map(({ file, prediction }) => [file, prediction.label, ...prediction.probabilities]);
    return stringify([['file', 'label', ...labels], ...rows]);
  }
  const rows = predictions.flatMap(({ file, prediction }) =>
    rank(prediction, labels, top).map(({ label, probability }, index) => [file, index + 1, label, probability]),
  );
  return stringify([['file', 'rank', 'label', 'probability'], ...rows]);
}

/** For people: the likeliest classes of every picture, in percent. */
export function formatPredictions(
  predictions: readonly PicturePrediction[],
  labels: readonly string[],
  top = SHOWN,
): string {
  const rows = predictions.flatMap(({ file, prediction }) =>
    rank(prediction, labels, top).map(({ label, probability }, index) => [
      index === 0 ? file : '',
      index === 0 ? outColors.bold(label) : label,
      `${(100 * probability).toFixed(1)} %`,
    ]),
  );
  return formatColumns(rows, [2]);
}

function rank(
  { probabilities }: Prediction,
  labels: readonly string[],
  count: number,
): { readonly label: string; readonly probability: number }[] {
  return labels
    .map((label, index) => ({ label, probability: probabilities[index] ?? 0 }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
