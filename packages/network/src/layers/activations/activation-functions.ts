import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, oneOf } from '../../options.js';

/** What `activation` may be in any layer, with its arithmetic. Keras 3, `keras/src/activations/activations.py`. */
const functions = {
  linear: (x: Tensor): Tensor => x,
  relu: (x: Tensor): Tensor => tf.relu(x),
  relu6: (x: Tensor): Tensor => tf.relu6(x),
  sigmoid: (x: Tensor): Tensor => tf.sigmoid(x),
  softmax: (x: Tensor): Tensor => tf.softmax(x),
  tanh: (x: Tensor): Tensor => tf.tanh(x),
  elu: (x: Tensor): Tensor => tf.elu(x),
  silu: (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x)),
  swish: (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x)),
  hard_sigmoid: hardSigmoid,
  hard_silu: (x: Tensor): Tensor => tf.mul(x, hardSigmoid(x)),
  hard_swish: (x: Tensor): Tensor => tf.mul(x, hardSigmoid(x)),
  gelu: (x: Tensor): Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
};

export type ActivationName = keyof typeof functions;

const activationNames = Object.keys(functions) as ActivationName[];

/** The option `activation`, which must be given. */
export const activationOption = oneOf(activationNames);

/** The option `activation` of a layer that does something else first; default 'linear'. */
export const finalActivation = defaultTo(activationOption, 'linear');

/** Applies an activation. 'linear' gives back `x` itself. */
export function applyActivation(x: Tensor, activation: ActivationName): Tensor {
  return functions[activation](x);
}

/**
 * Whether bias and activation may run inside the kernel before them: a fused kernel computes every gradient, wanted or
 * not, and has none for ReLU6, so under a gradient tape nothing is fused.
 */
export function canFuse(activation: ActivationName): activation is 'linear' | 'relu' | 'relu6' {
  const taped = tf.engine().state.gradientDepth > 0;
  return !taped && (activation === 'linear' || activation === 'relu' || activation === 'relu6');
}

/** Adds the bias, if there is one, and applies the activation. */
export function finish(x: Tensor, bias: Tensor | undefined, activation: ActivationName): Tensor {
  return applyActivation(bias === undefined ? x : tf.add(x, bias), activation);
}

function hardSigmoid(x: Tensor): Tensor {
  return tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6);
}
