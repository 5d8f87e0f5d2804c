import * as tf from '@tensorflow/tfjs-core';
import { defineOptions } from '../../options.js';
import { applyActivation } from '../activations/activation-functions.js';
import { recurrent, recurrentOptions } from './recurrence.js';

/** Keras 3, `keras/src/layers/rnn/simple_rnn.py`. */
export const simpleRnn = recurrent(defineOptions('SimpleRNN', recurrentOptions), {
  gates: 1,
  states: 1,
  bias: ({ units, bias_initializer }) => ({ shape: [units], trainable: true, initializer: bias_initializer }),
  prepare: ({ activation }, bias, recur) => {
    const recurred = recur(0, 1);
    return {
      inputBias: bias,
      step: (input, [output = input]) => [applyActivation(tf.add(input, recurred(output)), activation)],
    };
  },
});
