import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { axes, defaultTo, defineOptions } from '../../options.js';
import { exampleAxis, passes, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/normalization/unit_normalization.py`: length 1 over one axis, or over several together. */
export const unitNormalization = unary(defineOptions('UnitNormalization', { axis: defaultTo(axes, [-1]) }), {
  masking: passes,
  shape: (input, { axis }) => {
    for (const each of axis) exampleAxis(each, input);
    return input;
  },
  run: (x, { axis }) =>
    unitVectors(
      x,
      axis.map((each) => exampleAxis(each, x.shape)),
    ),
});

/** Divides by the length over the axes together; what is shorter than a millionth stays shorter than 1. */
export function unitVectors(x: Tensor, over: number[]): Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), over, true), 1e-12)));
}
