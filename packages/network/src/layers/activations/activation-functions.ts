import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, oneOf } from '../../options.js';

/**
 * What `activation` may be in any layer, with its arithmetic. Keras 3, `keras/src/activations/activations.py`, with the
 * defaults of each. Missing: `glu`, which halves the last axis; `threshold`, which has no defaults; `sparsemax`, which in
 * Keras 3.15 gives other numbers than the paper.
 */
const functions = {
  linear: (x: Tensor): Tensor => x,
  relu: (x: Tensor): Tensor => tf.relu(x),
  relu6: (x: Tensor): Tensor => tf.relu6(x),
  leaky_relu: (x: Tensor): Tensor => tf.leakyRelu(x, 0.2),
  sigmoid: (x: Tensor): Tensor => tf.sigmoid(x),
  softmax: (x: Tensor): Tensor => tf.softmax(x),
  tanh: (x: Tensor): Tensor => tf.tanh(x),
  elu: (x: Tensor): Tensor => tf.elu(x),
  celu: (x: Tensor): Tensor => tf.elu(x),
  selu: (x: Tensor): Tensor => tf.selu(x),
  silu: (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x)),
  swish: (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x)),
  hard_sigmoid: hardSigmoid,
  hard_silu: (x: Tensor): Tensor => tf.mul(x, hardSigmoid(x)),
  hard_swish: (x: Tensor): Tensor => tf.mul(x, hardSigmoid(x)),
  hard_tanh: (x: Tensor): Tensor => tf.clipByValue(x, -1, 1),
  hard_shrink: (x: Tensor): Tensor => tf.mul(x, tf.step(tf.sub(tf.abs(x), 0.5))),
  gelu: (x: Tensor): Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  /** `keras.activations.gelu(x, approximate=True)`, by the name that KerasHub gives it. */
  gelu_approximate: (x: Tensor): Tensor => {
    const cubed = tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubed, Math.sqrt(2 / Math.PI))), 1));
  },
  softplus: (x: Tensor): Tensor => tf.softplus(x),
  softsign: (x: Tensor): Tensor => tf.div(x, tf.add(tf.abs(x), 1)),
  soft_shrink: (x: Tensor): Tensor => tf.sub(x, tf.clipByValue(x, -0.5, 0.5)),
  squareplus: (x: Tensor): Tensor => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 0.5),
  sparse_plus: (x: Tensor): Tensor =>
    tf.add(tf.relu(tf.sub(x, 1)), tf.mul(tf.square(tf.clipByValue(tf.add(x, 1), 0, 2)), 0.25)),
  sparse_sigmoid: (x: Tensor): Tensor => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1),
  tanh_shrink: (x: Tensor): Tensor => tf.sub(x, tf.tanh(x)),
  exponential: (x: Tensor): Tensor => tf.exp(x),
  mish: (x: Tensor): Tensor => tf.mul(x, tf.tanh(tf.softplus(x))),
  log_sigmoid: (x: Tensor): Tensor => tf.neg(tf.softplus(tf.neg(x))),
  log_softmax: (x: Tensor): Tensor => tf.logSoftmax(x),
  /** What `hard_sigmoid` was in Keras 1 and 2. */
  keras2_hard_sigmoid: (x: Tensor): Tensor => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
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
