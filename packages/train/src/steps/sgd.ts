import { add, mul } from '@tensorflow/tfjs-core';
import type { UpdateRule } from './update-rule.js';

/**
 * Stochastic gradient descent with momentum, the rate inside the velocity: `velocity = momentum * velocity + rate * gradient`.
 *
 * @param momentum from 0 (included: nothing is remembered) to 1 (excluded)
 * @see Keras 3, `keras/src/optimizers/sgd.py`
 */
export function sgd(momentum: number): UpdateRule {
  return (gradient, slot, { rate }) => {
    const move = mul(gradient, rate);
    if (momentum === 0) return { move, slots: {} };
    const velocity = add(mul(slot('velocity'), momentum), move);
    return { move: velocity, slots: { velocity } };
  };
}
