import type { BatchShape, RunContext } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { OptionsOf } from '../../options.js';
import { axes, defaultTo, defineOptions, flag, nullable, numbers } from '../../options.js';
import { exampleAxis, knownLength, passes, show, unary } from '../layer-entry.js';

const spec = {
  axis: defaultTo(nullable(axes), [-1]),
  mean: defaultTo(nullable(numbers), null),
  variance: defaultTo(nullable(numbers), null),
  invert: defaultTo(flag, false),
};
type Options = OptionsOf<typeof spec>;

const parse = defineOptions('Normalization', spec);

/**
 * Keras 3, `keras/src/layers/preprocessing/normalization.py`: to mean 0 and variance 1 along some axes, or back. Mean and variance
 * are options, one number or one for each place of the last of these axes, or weights that Keras's `adapt` made.
 */
export const normalization = unary(
  (given) => {
    const options = parse(given);
    if ((options.mean === null) === (options.variance === null)) return options;
    throw new GraftError('bad-option', 'Normalization takes both options "mean" and "variance", or neither.');
  },
  {
    masking: passes,
    shape: (input, options) => {
      keptLengths(input, options);
      return input;
    },
    roles: (input, options) => {
      if (options.mean !== null) return {};
      const shape = keptLengths(input, options);
      return {
        mean: { shape, trainable: false, initializer: { constant: 0 } },
        variance: { shape, trainable: false, initializer: { constant: 1 } },
        // How many examples it was adapted to; decides nothing.
        count: { shape: [], trainable: false, initializer: { constant: 0 } },
      };
    },
    run: (x, options, context) => {
      const mean = along('mean', x, options, context);
      const deviation = tf.maximum(tf.sqrt(along('variance', x, options, context)), EPSILON);
      const values = tf.cast(x, 'float32');
      return options.invert ? tf.add(tf.mul(values, deviation), mean) : tf.div(tf.sub(values, mean), deviation);
    },
  },
);

/** `keras.backend.epsilon()`. */
const EPSILON = 1e-7;

/** As the input's axes have it. */
function along(role: 'mean' | 'variance', x: Tensor, options: Options, context: RunContext): Tensor {
  const given = options[role];
  if (typeof given === 'number') return tf.scalar(given);
  const kept = keptAxes(x.shape, options);
  const over = given === null ? kept : kept.slice(-1);
  const shape = x.shape.map((length, axis) => (over.includes(axis) ? length : 1));
  return tf.reshape(given === null ? context.weight(role) : tf.tensor1d([...given]), shape);
}

function keptAxes(input: BatchShape, { axis }: Options): number[] {
  return (axis ?? []).map((each) => exampleAxis(each, input)).sort((a, b) => a - b);
}

/** @throws GraftError 'bad-input-shape' where one is not known, 'bad-option' where the options give more or fewer values */
function keptLengths(input: BatchShape, options: Options): number[] {
  const lengths = keptAxes(input, options).map((axis) => knownLength(input, axis));
  for (const role of ['mean', 'variance'] as const) {
    const given = options[role];
    if (given === null || typeof given === 'number' || given.length === lengths.at(-1)) continue;
    const places = lengths.length === 0 ? 'no axis' : `an axis of ${lengths.at(-1) ?? 0}`;
    throw new GraftError(
      'bad-option',
      `has ${given.length} numbers as ${role} for ${places} of an input ${show(input)}.`,
    );
  }
  return lengths;
}
