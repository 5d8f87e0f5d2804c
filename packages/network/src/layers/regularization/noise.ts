import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Option } from '../../options.js';
import { defineOptions, number } from '../../options.js';
import { passes, unary } from '../layer-entry.js';

// These act only when the run gives a seed. Their random numbers are drawn on the host, so that every backend has the same.

const rate: Option<number> = {
  allowed: 'a number from 0 to below 1',
  read: (value) => (value === 1 ? undefined : number({ min: 0, max: 1 }).read(value)),
};

/** Keras 3, `keras/src/layers/regularization/gaussian_noise.py`. */
export const gaussianNoise = unary(defineOptions('GaussianNoise', { stddev: number({ min: 0 }) }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { stddev }, { dropout: seed }) =>
    seed === undefined || stddev === 0 ? x : tf.add(x, normal(x.shape, 0, stddev, seed)),
});

/** Keras 3, `keras/src/layers/regularization/gaussian_dropout.py`: noise of the variance that dropout has. */
export const gaussianDropout = unary(defineOptions('GaussianDropout', { rate }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { rate }, { dropout: seed }) =>
    seed === undefined || rate === 0 ? x : tf.mul(x, normal(x.shape, 1, Math.sqrt(rate / (1 - rate)), seed)),
});

/** Keras 3, `keras/src/layers/regularization/alpha_dropout.py`: after SELU mean and variance stay. */
export const alphaDropout = unary(defineOptions('AlphaDropout', { rate }), {
  masking: passes,
  shape: (input) => input,
  run: (x, { rate }, { dropout: seed }) => {
    if (seed === undefined || rate === 0) return x;
    const kept = tf.step(tf.sub(tf.randomUniform(x.shape, 0, 1, 'float32', String(seed)), rate));
    const scale = ((1 - rate) * (1 + rate * DROPPED ** 2)) ** -0.5;
    const dropped = tf.mul(tf.sub(1, kept), DROPPED);
    return tf.add(tf.mul(tf.add(tf.mul(x, kept), dropped), scale), -scale * DROPPED * rate);
  },
});

/** What SELU gives for minus infinity. */
const DROPPED = -1.6732632423543772 * 1.0507009873554805;

function normal(shape: number[], mean: number, deviation: number, seed: number): Tensor {
  // Plus one: tfjs takes 0 for no seed at all.
  return tf.randomNormal(shape, mean, deviation, 'float32', seed + 1);
}
