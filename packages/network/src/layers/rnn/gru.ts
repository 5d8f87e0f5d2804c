import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, flag } from '../../options.js';
import { activationOption, applyActivation } from '../activations/activation-functions.js';
import { recurrent, recurrentOptions } from './recurrence.js';

/**
 * Keras 3, `keras/src/layers/rnn/gru.py`: update gate, reset gate and candidate, in this order. With `reset_after` (the default)
 * the bias is `[2, 3 * units]`, one for the input and one for the output before; without it `[3 * units]`.
 */
export const gru = recurrent(
  defineOptions('GRU', {
    ...recurrentOptions,
    recurrent_activation: defaultTo(activationOption, 'sigmoid'),
    reset_after: defaultTo(flag, true),
  }),
  {
    gates: 3,
    states: 1,
    bias: ({ units, reset_after, bias_initializer }) => ({
      shape: reset_after ? [2, 3 * units] : [3 * units],
      trainable: true,
      initializer: bias_initializer,
    }),
    prepare: ({ reset_after, units, activation, recurrent_activation }, bias, recur) => {
      const [inputBias, outputBias] = bias !== undefined && reset_after ? tf.unstack(bias) : [bias];
      const recurred = recur(0, reset_after ? 3 : 2);
      const candidateOf = reset_after ? undefined : recur(2, 1);
      const sums = (output: Tensor): Tensor =>
        outputBias === undefined ? recurred(output) : tf.add(recurred(output), outputBias);
      return {
        inputBias,
        step: (input, [output = input]) => {
          const recurrence = sums(output);
          const part = (x: Tensor, gate: number): Tensor => tf.slice(x, [0, gate * units], [-1, units]);
          const gate = (at: number): Tensor =>
            applyActivation(tf.add(part(input, at), part(recurrence, at)), recurrent_activation);
          const [update, reset] = [gate(0), gate(1)];
          const before = candidateOf?.(tf.mul(reset, output)) ?? tf.mul(reset, part(recurrence, 2));
          const candidate = applyActivation(tf.add(part(input, 2), before), activation);
          return [tf.add(tf.mul(update, output), tf.mul(tf.sub(1, update), candidate))];
        },
      };
    },
  },
);
