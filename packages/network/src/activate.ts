import type { Activation, HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { widen } from './host-values.js';

/**
 * Turns raw scores into what is reported, in float64 on the host, so that every backend rounds alike.
 *
 * @param scores `[batch, columns]`
 * @returns float32 `[batch, columns]`
 * @throws GraftError 'bad-input-shape' for scores of other than 2 axes
 */
export function activate(scores: HostTensor, activation: Activation): HostTensor {
  const [rows, columns, ...more] = scores.shape;
  if (rows === undefined || columns === undefined || more.length > 0) {
    throw new GraftError('bad-input-shape', `Scores have the axes [batch, columns]; got [${scores.shape.join(', ')}].`);
  }
  const values = Float64Array.from(widen(scores).data);
  if (activation === 'sigmoid') values.forEach((score, at) => (values[at] = 1 / (1 + Math.exp(-score))));
  if (activation === 'softmax') {
    for (let row = 0; row < rows; row++) softmax(values.subarray(row * columns, (row + 1) * columns));
  }
  return { dtype: 'float32', shape: scores.shape, data: Float32Array.from(values) };
}

function softmax(row: Float64Array): void {
  const largest = row.reduce((most, score) => Math.max(most, score), -Infinity);
  let sum = 0;
  row.forEach((score, at) => (sum += row[at] = Math.exp(score - largest)));
  row.forEach((exponential, at) => (row[at] = exponential / sum));
}
