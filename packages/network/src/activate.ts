import type { Activation, HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { widen } from './host-values.js';

/**
 * Turns raw scores into what is reported, in float64 on the host, so that every backend rounds alike.
 *
 * @param scores `[batch, columns]`
 * @param reported number of columns to report; default: one a column of scores. For two labels one sigmoid column is
 * enough: it is the second's, and what is left to 1 is the first's
 * @param nameOf what to call the example of a row, for messages; default: by its place in the batch
 * @returns float32 `[batch, reported]`
 * @throws GraftError 'bad-input-shape' for scores of other than 2 axes, 'bad-scores' where their columns do not serve,
 * 'scores-not-finite'
 */
export function activate(
  scores: HostTensor,
  activation: Activation,
  reported?: number,
  nameOf: (row: number) => string = (row) => `example ${row} (counted from 0)`,
): HostTensor {
  const [rows, columns, ...more] = scores.shape;
  if (rows === undefined || columns === undefined || more.length > 0) {
    throw new GraftError(
      'bad-input-shape',
      `Scores have the axes [batch, columns]; got [${scores.shape.join(', ')}]. End the network in a layer that gives a vector, such as Dense.`,
    );
  }
  const width = reported ?? columns;
  if (width !== columns && !sharesColumn(columns, activation, width)) {
    throw new GraftError(
      'bad-scores',
      `The model gives ${columns} scores an example for ${width} labels, and it needs as many as labels (or one of a sigmoid for two). Correct the labels, or the units of the last layer.`,
    );
  }
  const given = Float64Array.from(widen(scores).data);
  const values = width === columns ? given : inPairs(given);
  if (activation === 'sigmoid') values.forEach((score, at) => (values[at] = 1 / (1 + Math.exp(-score))));
  if (activation === 'softmax') {
    for (let row = 0; row < rows; row++) softmax(values.subarray(row * columns, (row + 1) * columns));
  }
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken !== -1) {
    throw new GraftError(
      'scores-not-finite',
      `The model gives scores for ${nameOf(Math.floor(broken / width))} that are no finite numbers, so it has no answer: its weights are damaged or its training diverged, or that input has values far out of range.`,
    );
  }
  return { dtype: 'float32', shape: [rows, width], data: Float32Array.from(values) };
}

/** Whether scores of one column stand for two labels. */
export function sharesColumn(columns: number, activation: Activation, labels: number): boolean {
  return columns === 1 && labels === 2 && activation === 'sigmoid';
}

/** `sigmoid(-x)` is `1 - sigmoid(x)`, without the digits that a subtraction would lose. */
function inPairs(scores: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: scores.length * 2 }, (_, i) => (i % 2 === 0 ? -1 : 1) * (scores[i >> 1] ?? NaN));
}

function softmax(row: Float64Array): void {
  const largest = row.reduce((most, score) => Math.max(most, score), -Infinity);
  let sum = 0;
  row.forEach((score, at) => (sum += row[at] = Math.exp(score - largest)));
  row.forEach((exponential, at) => (row[at] = exponential / sum));
}
