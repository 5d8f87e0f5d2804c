import type { BatchShape, RunContext } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { Option, OptionsOf } from '../../options.js';
import { axes, axis, defaultTo, defineOptions, flag, number, whole } from '../../options.js';
import type { DrawnRole } from '../layer-entry.js';
import { exampleAxis, knownLength, passes, show, unary } from '../layer-entry.js';

const affine = {
  center: defaultTo(flag, true),
  scale: defaultTo(flag, true),
  beta_initializer: initializer('zeros'),
  gamma_initializer: initializer('ones'),
};
type Affine = OptionsOf<typeof affine>;

/** Keras divides by the variance then, and warns that it is wrong. */
const notRms: Option<false> = {
  allowed: 'false; RMSNormalization divides by the root of the mean square',
  read: (value) => (value === false ? value : undefined),
};

/** Keras 3, `keras/src/layers/normalization/layer_normalization.py`; gamma and beta have the axes that are normalized together. */
export const layerNormalization = unary(
  defineOptions('LayerNormalization', {
    axis: defaultTo(axes, [-1]),
    epsilon: defaultTo(number({ min: 0 }), 1e-3),
    ...affine,
    rms_scaling: defaultTo(notRms, false),
  }),
  {
    masking: passes,
    shape: (input, options) => {
      placesOf(options.axis, input);
      return input;
    },
    roles: (input, options) => {
      // Keras orders the axes as they are given: -1 comes before 1.
      const given = [...options.axis].sort((a, b) => a - b);
      return affineRoles(
        given.map((axis) => knownLength(input, exampleAxis(axis, input))),
        options,
      );
    },
    run: (x, { epsilon, ...options }, context) => {
      const places = placesOf(options.axis, x.shape);
      const { mean, variance } = tf.moments(x, places, true);
      const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
      return applyAffine(scaled, places, options, context);
    },
  },
);

/** Keras 3, `keras/src/layers/normalization/group_normalization.py`; -1 group is one for each channel. */
export const groupNormalization = unary(
  defineOptions('GroupNormalization', {
    groups: defaultTo(whole(-1), 32),
    axis: defaultTo(axis, -1),
    epsilon: defaultTo(number({ min: 0 }), 1e-3),
    ...affine,
  }),
  {
    masking: passes,
    shape: (input, options) => {
      groupsOf(input, options);
      return input;
    },
    roles: (input, options) => affineRoles([knownLength(input, exampleAxis(options.axis, input))], options),
    run: (x, { epsilon, ...options }, context) => {
      const place = exampleAxis(options.axis, x.shape);
      const groups = groupsOf(x.shape, options);
      const [before, after] = [x.shape.slice(1, place), x.shape.slice(place + 1)].map(tf.util.sizeFromShape);
      const grouped = tf.reshape(x, [x.shape[0] ?? 1, before ?? 1, groups, (x.shape[place] ?? 1) / groups, after ?? 1]);
      const { mean, variance } = tf.moments(grouped, [1, 3, 4], true);
      const scaled = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, epsilon)));
      return applyAffine(tf.reshape(scaled, x.shape), [place], options, context);
    },
  },
);

/** Keras 3, `keras/src/layers/normalization/rms_normalization.py`, over the last axis. */
export const rmsNormalization = unary(
  defineOptions('RMSNormalization', { axis: defaultTo(axes, [-1]), epsilon: defaultTo(number({ min: 0 }), 1e-6) }),
  {
    shape: (input, { axis: given }) => {
      if (placesOf(given, input).join() === String(input.length - 1)) return input;
      throw new GraftError(
        'bad-option',
        `normalizes axis ${given.join(', ')} of an input ${show(input)}; only the last axis is supported.`,
      );
    },
    roles: (input) => ({ scale: { shape: [knownLength(input)], trainable: true, initializer: { constant: 1 } } }),
    run: (x, { epsilon }, context) => {
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
      return tf.mul(tf.mul(x, inverse), context.weight('scale'));
    },
  },
);

function placesOf(given: readonly number[], input: BatchShape): number[] {
  return given.map((each) => exampleAxis(each, input)).sort((a, b) => a - b);
}

function groupsOf(input: BatchShape, options: { readonly groups: number; readonly axis: number }): number {
  const channels = knownLength(input, exampleAxis(options.axis, input));
  const groups = options.groups === -1 ? channels : options.groups;
  if (groups > 0 && channels % groups === 0) return groups;
  throw new GraftError('bad-option', `has ${groups} groups, which do not divide its ${channels} channels.`);
}

function affineRoles(shape: readonly number[], options: Affine): Readonly<Record<string, DrawnRole>> {
  return {
    ...(options.scale && { gamma: { shape, trainable: true, initializer: options.gamma_initializer } }),
    ...(options.center && { beta: { shape, trainable: true, initializer: options.beta_initializer } }),
  };
}

function applyAffine(x: Tensor, places: readonly number[], options: Affine, context: RunContext): Tensor {
  const shape = x.shape.map((length, place) => (places.includes(place) ? length : 1));
  const scaled = options.scale ? tf.mul(x, tf.reshape(context.weight('gamma'), shape)) : x;
  return options.center ? tf.add(scaled, tf.reshape(context.weight('beta'), shape)) : scaled;
}
