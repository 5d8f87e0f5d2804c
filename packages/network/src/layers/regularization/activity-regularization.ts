import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, number } from '../../options.js';
import { passes, unary } from '../layer-entry.js';

/**
 * Keras 3, `keras/src/layers/regularization/activity_regularization.py`: gives its input. In training the penalty
 * `(l1 * sum(|x|) + l2 * sum(x^2)) / batch` is in the gradient, once for each batch of a step, as if it were added to the loss;
 * losses that are reported leave it out.
 */
export const activityRegularization = unary(
  defineOptions('ActivityRegularization', {
    l1: defaultTo(number({ min: 0 }), 0),
    l2: defaultTo(number({ min: 0 }), 0),
  }),
  {
    masking: passes,
    shape: (input) => input,
    run: (x, { l1, l2 }) =>
      tf.customGrad((input, save) => {
        (save as tf.GradSaveFunc)([input as Tensor]);
        const batch = x.shape[0] ?? 1;
        const gradFunc = (dy: Tensor, [kept = x]: Tensor[]): Tensor =>
          tf.addN([dy, tf.mul(tf.sign(kept), l1 / batch), tf.mul(kept, (2 * l2) / batch)]);
        return { value: tf.clone(input as Tensor), gradFunc };
      })(x),
  },
);
