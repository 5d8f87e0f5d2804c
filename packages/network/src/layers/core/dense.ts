import { sizeOf } from '@graftjs/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import { defaultTo, defineOptions, flag, whole } from '../../options.js';
import { applyActivation, canFuse, finalActivation, finish } from '../activations/activation-functions.js';
import { knownLength, passes, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/core/dense.py`, over the last axis. Kernel `[inputs, units]`. */
export const dense = unary(
  defineOptions('Dense', {
    units: whole(1),
    activation: finalActivation,
    use_bias: defaultTo(flag, true),
    kernel_initializer: initializer('glorot_uniform'),
    bias_initializer: initializer('zeros'),
  }),
  {
    masking: passes,
    kernelChannelAxes: 1,
    shape: (input, { units }) => [...input.slice(0, -1), units],
    roles: (input, options) => ({
      kernel: { shape: [knownLength(input), options.units], trainable: true, initializer: options.kernel_initializer },
      ...(options.use_bias && {
        bias: { shape: [options.units], trainable: true, initializer: options.bias_initializer },
      }),
    }),
    run: (x, { units, activation, use_bias }, context) => {
      const kernel = context.weight('kernel') as Tensor2D;
      const bias = use_bias ? context.weight('bias') : undefined;
      const rows = x.shape.slice(0, -1);
      const a = tf.reshape(x, [sizeOf(rows), x.shape.at(-1) ?? 1]) as Tensor2D;
      const shaped = (flat: tf.Tensor): tf.Tensor => (rows.length === 1 ? flat : tf.reshape(flat, [...rows, units]));
      if (bias !== undefined && canFuse('linear')) {
        const fusedActivation = canFuse(activation) ? activation : 'linear';
        const product = shaped(tf.fused.matMul({ a, b: kernel, bias, activation: fusedActivation }));
        return fusedActivation === activation ? product : applyActivation(product, activation);
      }
      return finish(shaped(tf.matMul(a, kernel)), bias, activation);
    },
  },
);
