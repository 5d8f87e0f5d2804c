import type { HostTensor, RunContext } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { OptionsOf } from '../../options.js';
import { defaultTo, defineOptions, flag, number, whole } from '../../options.js';
import { knownLength, show, unary } from '../layer-entry.js';

const spec = {
  axis: defaultTo(whole(-1), -1),
  momentum: defaultTo(number({ min: 0, max: 1 }), 0.99),
  epsilon: defaultTo(number({ min: 0 }), 1e-3),
  center: defaultTo(flag, true),
  scale: defaultTo(flag, true),
  beta_initializer: initializer('zeros'),
  gamma_initializer: initializer('ones'),
  moving_mean_initializer: initializer('zeros'),
  moving_variance_initializer: initializer('ones'),
};
type Options = OptionsOf<typeof spec>;

/**
 * Keras 3, `keras/src/layers/normalization/batch_normalization.py`, over the last axis. With fixed statistics it is one
 * multiply and one add, which is fast under a gradient tape and right where gamma or beta is missing.
 */
export const batchNormalization = unary(defineOptions('BatchNormalization', spec), {
  masking: () => 'refuses',
  shape: (input, { axis }) => {
    if (input.length < 2 || (axis !== -1 && axis !== input.length - 1)) {
      const got = `axis ${axis} of an input ${show(input)}`;
      throw new GraftError(
        'bad-option',
        `normalizes ${got}; only the last axis is supported: -1 or ${input.length - 1}.`,
      );
    }
    return input;
  },
  roles: (input, options) => {
    const shape = [knownLength(input)];
    return {
      ...(options.scale && { gamma: { shape, trainable: true, initializer: options.gamma_initializer } }),
      ...(options.center && { beta: { shape, trainable: true, initializer: options.beta_initializer } }),
      moving_mean: { shape, trainable: false, initializer: options.moving_mean_initializer },
      moving_variance: { shape, trainable: false, initializer: options.moving_variance_initializer },
    };
  },
  run: (x, options, context) => (context.batchNorm === 'train' ? train : frozen)(x, options, context),
  affine: (options, { gamma, beta, moving_mean, moving_variance }) => {
    const scale = float64(moving_variance).map(
      (variance, channel) => (gamma?.data[channel] ?? 1) / Math.sqrt(variance + options.epsilon),
    );
    const mean = float64(moving_mean);
    const shift = scale.map((factor, channel) => (beta?.data[channel] ?? 0) - (mean[channel] ?? 0) * factor);
    return { scale, shift };
  },
});

function frozen(x: Tensor, options: Options, context: RunContext): Tensor {
  const deviation = tf.rsqrt(tf.add(context.weight('moving_variance'), options.epsilon));
  const scale = options.scale ? tf.mul(context.weight('gamma'), deviation) : deviation;
  const centre = tf.mul(context.weight('moving_mean'), scale);
  const shift = options.center ? tf.sub(context.weight('beta'), centre) : tf.neg(centre);
  return context.batchNorm === 'frozen' ? keepingNothing(x, scale, shift) : tf.add(tf.mul(x, scale), shift);
}

/** Where scale and shift have no gradient, the tape need not keep `x`, which is most of the memory that training takes. */
function keepingNothing(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  return tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([scale]);
    return {
      value: tf.add(tf.mul(input as Tensor, scale), shift),
      gradFunc: (dy: Tensor, [kept]: Tensor[]) => tf.mul(dy, kept ?? scale),
    };
  })(x);
}

function train(x: Tensor, options: Options, context: RunContext): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  const moved = (role: string, batch: Tensor): void => {
    const moving = context.weight(role);
    context.update(role, tf.add(tf.mul(moving, options.momentum), tf.mul(batch, 1 - options.momentum)));
  };
  moved('moving_mean', mean);
  moved('moving_variance', variance);
  const deviation = tf.rsqrt(tf.add(variance, options.epsilon));
  const scale = options.scale ? tf.mul(context.weight('gamma'), deviation) : deviation;
  const scaled = tf.mul(tf.sub(x, mean), scale);
  return options.center ? tf.add(scaled, context.weight('beta')) : scaled;
}

function float64(tensor: HostTensor | undefined): Float64Array {
  return Float64Array.from(tensor?.data ?? []);
}
