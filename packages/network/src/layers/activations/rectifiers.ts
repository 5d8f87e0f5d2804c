import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import { axes, defaultTo, defineOptions, nullable, number } from '../../options.js';
import { knownLength, passes, show, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/activations/relu.py`. */
export const relu = unary(
  defineOptions('ReLU', {
    max_value: defaultTo(nullable(number({ min: 0 })), null),
    negative_slope: defaultTo(number({ min: 0 }), 0),
    threshold: defaultTo(number({ min: 0 }), 0),
  }),
  {
    masking: passes,
    shape: (input) => input,
    run: (x, { max_value: max, negative_slope: slope, threshold }) => {
      const clipped = clip(threshold === 0 ? x : above(x, threshold), max);
      return slope === 0 ? clipped : tf.sub(clipped, tf.mul(tf.relu(tf.sub(threshold, x)), slope));
    },
    asActivation: ({ max_value: max, negative_slope: slope, threshold }) => {
      if (slope !== 0 || threshold !== 0) return undefined;
      return max === null ? 'relu' : max === 6 ? 'relu6' : undefined;
    },
  },
);

/** Keras 3, `keras/src/layers/activations/leaky_relu.py`. */
export const leakyRelu = unary(defineOptions('LeakyReLU', { negative_slope: defaultTo(number({ min: 0 }), 0.3) }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { negative_slope: slope }) => tf.leakyRelu(x, slope),
});

/** Keras 3, `keras/src/layers/activations/elu.py`. */
export const elu = unary(defineOptions('ELU', { alpha: defaultTo(number(), 1) }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { alpha }) => (alpha === 1 ? tf.elu(x) : tf.add(tf.relu(x), tf.mul(tf.elu(below(x)), alpha))),
});

/** Keras 2, `keras/layers/activation/thresholded_relu.py`; Keras 3 has it for old files. */
export const thresholdedRelu = unary(defineOptions('ThresholdedReLU', { theta: defaultTo(number({ min: 0 }), 1) }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { theta }) => above(x, theta),
});

/** Keras 3, `keras/src/layers/activations/prelu.py`. Alpha has the axes of one example; those that are shared have length 1. */
export const prelu = unary(
  defineOptions('PReLU', {
    shared_axes: defaultTo(nullable(axes), null),
    alpha_initializer: initializer('zeros'),
  }),
  {
    masking: passes,
    shape: (input, { shared_axes: shared }) => {
      const wrong = shared?.find((axis) => axis < 1 || axis >= input.length);
      if (wrong === undefined) return input;
      throw new GraftError(
        'bad-option',
        `shares axis ${wrong}, but one example of ${show(input)} has the axes 1 to ${input.length - 1}.`,
      );
    },
    roles: (input, { shared_axes: shared, alpha_initializer }) => ({
      alpha: {
        shape: input.slice(1).map((_, at) => (shared?.includes(at + 1) ? 1 : knownLength(input, at + 1))),
        trainable: true,
        initializer: alpha_initializer,
      },
    }),
    run: (x, _, context) => tf.add(tf.relu(x), tf.mul(context.weight('alpha'), below(x))),
  },
);

/** What is above a threshold, zero elsewhere: not by a comparison, which would end the gradient. */
function above(x: Tensor, threshold: number): Tensor {
  return tf.mul(x, tf.step(tf.sub(x, threshold)));
}

/** What is below zero, zero elsewhere. */
function below(x: Tensor): Tensor {
  return tf.neg(tf.relu(tf.neg(x)));
}

function clip(x: Tensor, max: number | null): Tensor {
  if (max === null) return tf.relu(x);
  return max === 6 ? tf.relu6(x) : tf.clipByValue(x, 0, max);
}
