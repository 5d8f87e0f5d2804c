import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, flag } from '../../options.js';
import { activationOption, applyActivation } from '../activations/activation-functions.js';
import { recurrent, recurrentOptions } from './recurrence.js';

/** Keras 3, `keras/src/layers/rnn/lstm.py`: input, forget, cell and output gate, in this order; states: output and cell. */
export const lstm = recurrent(
  defineOptions('LSTM', {
    ...recurrentOptions,
    recurrent_activation: defaultTo(activationOption, 'sigmoid'),
    /** The forget gate's bias begins at one. */
    unit_forget_bias: defaultTo(flag, true),
  }),
  {
    gates: 4,
    states: 2,
    bias: ({ units, unit_forget_bias, bias_initializer: rule }) => ({
      shape: [4 * units],
      trainable: true,
      initializer: unit_forget_bias ? { parts: [rule, { constant: 1 }, rule, rule] } : rule,
    }),
    prepare: ({ activation, recurrent_activation }, bias, recur) => {
      const recurred = recur(0, 4);
      return {
        inputBias: bias,
        step: (input, [output = input, cell = input]) => {
          const [enter, forget, candidate, leave] = tf.split(tf.add(input, recurred(output)), 4, 1) as Gates;
          const kept = tf.mul(applyActivation(forget, recurrent_activation), cell);
          const added = tf.mul(applyActivation(enter, recurrent_activation), applyActivation(candidate, activation));
          const next = tf.add(kept, added);
          return [tf.mul(applyActivation(leave, recurrent_activation), applyActivation(next, activation)), next];
        },
      };
    },
  },
);

type Gates = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
