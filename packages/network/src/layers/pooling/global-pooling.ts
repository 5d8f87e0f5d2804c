import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import type { OptionsOf } from '../../options.js';
import { channelsLast, defaultTo, defineOptions, flag } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { show, unary } from '../layer-entry.js';

const shared = { keepdims: defaultTo(flag, false), data_format: channelsLast };
const maskable = {
  ...shared,
  /** As the argument of Keras's call: the second input says by 1 and 0 which steps count, `[batch, steps]`. */
  mask: defaultTo(flag, false),
};

/** Keras 3, `keras/src/layers/pooling/global_max_pooling1d.py`. */
export const globalMaxPooling1d = globalPooling('GlobalMaxPooling1D', [1], tf.max);

/** Keras 3, `keras/src/layers/pooling/global_max_pooling2d.py`. */
export const globalMaxPooling2d = globalPooling('GlobalMaxPooling2D', [1, 2], tf.max);

/** Keras 3, `keras/src/layers/pooling/global_average_pooling2d.py`. */
export const globalAveragePooling2d = globalPooling('GlobalAveragePooling2D', [1, 2], tf.mean);

/** Keras 3, `keras/src/layers/pooling/global_average_pooling1d.py`; of the steps that count. */
export const globalAveragePooling1d: LayerEntry<OptionsOf<typeof maskable>> = {
  parse: defineOptions('GlobalAveragePooling1D', maskable),
  masking: () => 'takes',
  flattens: true,
  shapes: (inputs, { keepdims, mask }) => {
    const [sequence = [], steps] = inputs;
    if (inputs.length !== 1 + Number(mask)) {
      throw new GraftError('bad-input-count', `takes ${1 + Number(mask)} input(s); got ${inputs.length}.`);
    }
    if (sequence.length !== 3 || (steps !== undefined && steps.length !== 2)) {
      throw new GraftError(
        'bad-input-shape',
        `takes a sequence (batch, steps, channels) and a mask (batch, steps); got ${inputs.map(show).join(', ')}.`,
      );
    }
    return [pooledShape(sequence, [1], keepdims)];
  },
  roles: () => ({}),
  run: ([sequence, mask], { keepdims }) => {
    if (sequence === undefined) return [];
    if (mask === undefined) return [tf.mean(sequence, 1, keepdims)];
    const counted = tf.expandDims(mask, 2);
    return [tf.div(tf.sum(tf.mul(sequence, counted), 1, keepdims), tf.sum(counted, 1, keepdims))];
  },
};

function globalPooling(
  type: string,
  axes: number[],
  reduce: typeof tf.max | typeof tf.mean,
): LayerEntry<OptionsOf<typeof shared>> {
  return unary(defineOptions(type, shared), {
    rank: axes.length + 2,
    flattens: true,
    shape: (input, { keepdims }) => pooledShape(input, axes, keepdims),
    run: (x, { keepdims }) => reduce(x, axes, keepdims),
  });
}

function pooledShape(input: BatchShape, axes: readonly number[], keepdims: boolean): BatchShape {
  const [batch, channels] = [input[0] ?? null, input.at(-1) ?? null];
  return keepdims ? [batch, ...axes.map(() => 1), channels] : [batch, channels];
}
