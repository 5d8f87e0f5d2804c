import { add, div, mul, sqrt, square } from '@tensorflow/tfjs-core';
import type { UpdateRule } from './update-rule.js';

const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-7;

/**
 * Adam, which with decoupled weight decay is AdamW: `rate * sqrt(1 - 0.999^t) / (1 - 0.9^t) * m / (sqrt(v) + 1e-7)`.
 *
 * @see Kingma & Ba 2015, in the efficient form of section 2; Loshchilov & Hutter 2019; Keras 3, `keras/src/optimizers/adam.py`
 */
export const adamw: UpdateRule = (gradient, slot, { rate, steps }) => {
  const mean = add(mul(slot('mean'), FIRST), mul(gradient, 1 - FIRST));
  const meanSquare = add(mul(slot('meanSquare'), SECOND), mul(square(gradient), 1 - SECOND));
  const corrected = (rate * Math.sqrt(1 - SECOND ** steps)) / (1 - FIRST ** steps);
  const move = div(mul(mean, corrected), add(sqrt(meanSquare), EPSILON));
  return { move, slots: { mean, meanSquare } };
};
