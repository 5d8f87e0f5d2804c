import type { BatchShape, RunContext } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import { defaultTo, defineOptions, flag, number, oneOf } from '../../options.js';
import type { DrawnRole, LayerEntry } from '../layer-entry.js';
import { knownLength, show } from '../layer-entry.js';
import { attend, causalMask } from './attend.js';

const shared = {
  dropout: defaultTo(number({ min: 0, max: 1 }), 0),
  /** As the argument of Keras's call. */
  use_causal_mask: defaultTo(flag, false),
};

/** Keras 3, `keras/src/layers/attention/attention.py`. Inputs: query and value, then, if it is another, key. */
export const attention = attending(
  defineOptions('Attention', {
    use_scale: defaultTo(flag, false),
    score_mode: defaultTo(oneOf(['dot', 'concat']), 'dot'),
    ...shared,
  }),
  {
    roles: (_, { use_scale, score_mode }) => ({
      ...(use_scale && { scale: one }),
      ...(score_mode === 'concat' && { concat_score_weight: one }),
    }),
    score: (query, key, { use_scale, score_mode }, context) => {
      if (score_mode === 'dot') {
        const products = tf.matMul(query, tf.transpose(key, [0, 2, 1]));
        return use_scale ? tf.mul(products, context.weight('scale')) : products;
      }
      const sums = sumsOf(query, key);
      const bent = tf.tanh(use_scale ? tf.mul(sums, context.weight('scale')) : sums);
      return tf.mul(tf.sum(bent, -1), context.weight('concat_score_weight'));
    },
  },
);

/** Keras 3, `keras/src/layers/attention/additive_attention.py`. Inputs as of Attention. */
export const additiveAttention = attending(
  defineOptions('AdditiveAttention', {
    use_scale: defaultTo(flag, true),
    ...shared,
    scale_initializer: initializer('glorot_uniform'),
  }),
  {
    roles: (query, { use_scale, scale_initializer }) =>
      use_scale ? { scale: { shape: [knownLength(query)], trainable: true, initializer: scale_initializer } } : {},
    score: (query, key, { use_scale }, context) => {
      const bent = tf.tanh(sumsOf(query, key));
      return tf.sum(use_scale ? tf.mul(bent, context.weight('scale')) : bent, -1);
    },
  },
);

const one: DrawnRole = { shape: [], trainable: true, initializer: { constant: 1 } };

interface Scoring<Options> {
  roles(query: BatchShape, options: Options): Readonly<Record<string, DrawnRole>>;
  /** `[batch, queries, keys]` */
  score(query: Tensor, key: Tensor, options: Options, context: RunContext): Tensor;
}

function attending<Options extends { readonly dropout: number; readonly use_causal_mask: boolean }>(
  parse: LayerEntry<Options>['parse'],
  { roles, score }: Scoring<Options>,
): LayerEntry<Options> {
  return {
    parse,
    masking: () => 'refuses',
    shapes: (inputs) => {
      const [query, value, key] = threeOf(inputs);
      if (inputs.some(({ length }) => length !== 3) || query[2] !== key[2] || value[1] !== key[1]) {
        throw new GraftError(
          'bad-input-shape',
          'takes sequences (batch, steps, channels), query and key of equal channels, value and key of equally many steps; ' +
            `got ${inputs.map(show).join(', ')}.`,
        );
      }
      return [[query[0] ?? null, query[1] ?? null, value[2] ?? null]];
    },
    roles: (inputs, options) => roles(threeOf(inputs)[0], options),
    run: (inputs, options, context) => {
      const [query, value, key] = threeOf(inputs);
      const scores = score(query, key, options, context);
      const [, queries = 1, keys = 1] = scores.shape;
      const mask = options.use_causal_mask ? causalMask(queries, keys) : undefined;
      return [attend(scores, value, mask, options.dropout, context.dropout)];
    },
  };
}

function threeOf<T>(inputs: readonly T[]): readonly [query: T, value: T, key: T] {
  const [query, value, key = value, ...more] = inputs;
  if (query !== undefined && value !== undefined && key !== undefined && more.length === 0) return [query, value, key];
  throw new GraftError('bad-input-count', `takes query, value and maybe key; got ${inputs.length} inputs.`);
}

/** Every query with every key: `[batch, queries, keys, channels]`. */
function sumsOf(query: Tensor, key: Tensor): Tensor {
  return tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1));
}
