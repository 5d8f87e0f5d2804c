import * as tf from '@tensorflow/tfjs-core';
import { axes, defaultTo, defineOptions } from '../../options.js';
import { exampleAxis, passes, unary } from '../layer-entry.js';
import { activationOption, applyActivation } from './activation-functions.js';

/** Keras 3, `keras/src/layers/activations/activation.py`. */
export const activation = unary(defineOptions('Activation', { activation: activationOption }), {
  masking: passes,
  shape: (input) => input,
  run: (x, options) => applyActivation(x, options.activation),
  asActivation: (options) =>
    options.activation === 'relu' || options.activation === 'relu6' ? options.activation : undefined,
});

/** Keras 3, `keras/src/layers/activations/softmax.py`, over one axis or several together. */
export const softmax = unary(defineOptions('Softmax', { axis: defaultTo(axes, [-1]) }), {
  masking: () => 'refuses',
  shape: (input, { axis }) => {
    for (const each of axis) exampleAxis(each, input);
    return input;
  },
  run: (x, { axis }) => {
    const over = axis.map((each) => exampleAxis(each, x.shape));
    if (over.length === 1 && over[0] === x.rank - 1) return tf.softmax(x);
    return tf.exp(tf.sub(x, tf.logSumExp(x, over, true)));
  },
});
