import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, nullable, number, whole } from '../../options.js';
import { activationOption, applyActivation } from './activation-functions.js';
import { show, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/activations/activation.py`. */
export const activation = unary(defineOptions('Activation', { activation: activationOption }), {
  shape: (input) => input,
  run: (x, options) => applyActivation(x, options.activation),
  asActivation: (options) =>
    options.activation === 'relu' || options.activation === 'relu6' ? options.activation : undefined,
});

/** Keras 3, `keras/src/layers/activations/relu.py`. */
export const relu = unary(
  defineOptions('ReLU', {
    max_value: defaultTo(nullable(number({ min: 0 })), null),
    negative_slope: defaultTo(number({ min: 0 }), 0),
    threshold: defaultTo(number({ min: 0 }), 0),
  }),
  {
    shape: (input) => input,
    run: (x, { max_value: max, negative_slope: slope, threshold }) => {
      // Not by a comparison, which would end the gradient.
      const passed = threshold === 0 ? x : tf.mul(x, tf.step(tf.sub(x, threshold)));
      const clipped = clip(passed, max);
      return slope === 0 ? clipped : tf.sub(clipped, tf.mul(tf.relu(tf.sub(threshold, x)), slope));
    },
    asActivation: ({ max_value: max, negative_slope: slope, threshold }) => {
      if (slope !== 0 || threshold !== 0) return undefined;
      return max === null ? 'relu' : max === 6 ? 'relu6' : undefined;
    },
  },
);

/** Keras 3, `keras/src/layers/activations/softmax.py`, over one axis. */
export const softmax = unary(defineOptions('Softmax', { axis: defaultTo(whole(-1), -1) }), {
  shape: (input, { axis }) => {
    if (axis === 0 || axis >= input.length) {
      throw new GraftError('bad-option', `has axis ${axis}, which is no axis of one example of ${show(input)}.`);
    }
    return input;
  },
  run: (x, { axis }) => {
    if (axis === -1 || axis === x.rank - 1) return tf.softmax(x);
    return tf.exp(tf.sub(x, tf.logSumExp(x, axis, true)));
  },
});

function clip(x: Tensor, max: number | null): Tensor {
  if (max === null) return tf.relu(x);
  return max === 6 ? tf.relu6(x) : tf.clipByValue(x, 0, max);
}
