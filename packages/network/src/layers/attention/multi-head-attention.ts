import type { BatchShape, RunContext } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { Option, OptionsOf } from '../../options.js';
import { axes, defaultTo, defineOptions, flag, nullable, number, single, whole } from '../../options.js';
import type { DrawnRole, LayerEntry } from '../layer-entry.js';
import { knownLength, show } from '../layer-entry.js';
import { attend, causalMask, windowMask } from './attend.js';

const steps: Option<readonly number[] | null> = {
  allowed: 'null, 1 or [1]: the steps of a sequence',
  read: (value) => (value === null ? null : axes.read(value)?.join() === '1' ? [1] : undefined),
};

const spec = {
  num_heads: whole(1),
  key_dim: whole(1),
  value_dim: defaultTo(nullable(whole(1)), null),
  dropout: defaultTo(number({ min: 0, max: 1 }), 0),
  use_bias: defaultTo(flag, true),
  output_shape: defaultTo(nullable(single), null),
  attention_axes: defaultTo(steps, null),
  sliding_window: defaultTo(nullable(whole(1)), null),
  kernel_initializer: initializer('glorot_uniform'),
  bias_initializer: initializer('zeros'),
  /** As the argument of Keras's call. */
  use_causal_mask: defaultTo(flag, false),
  /** As the argument of Keras's call: the last input says by 1 and 0 which keys a query sees, `[batch, queries, keys]`. */
  attention_mask: defaultTo(flag, false),
};
type Options = OptionsOf<typeof spec>;

/**
 * Keras 3, `keras/src/layers/attention/multi_head_attention.py`. Inputs: query and value, then, if it is another, key, then, with
 * the option `attention_mask`, the mask; sequences `[batch, steps, channels]`. Kernels `[channels, heads, dim]`, that of the
 * output `[heads, dim, channels]`.
 *
 * @see Vaswani et al., "Attention Is All You Need", 2017
 */
export const multiHeadAttention: LayerEntry<Options> = {
  masking: () => 'refuses',
  parse: defineOptions('MultiHeadAttention', spec),
  shapes: (inputs, options) => {
    const { query } = sortInputs(inputs, options);
    checkShapes(inputs, options);
    return [[query[0] ?? null, query[1] ?? null, options.output_shape ?? query[2] ?? null]];
  },
  roles: (inputs, options) => {
    const { query, value, key } = sortInputs(inputs, options);
    const { num_heads: heads, key_dim: keyDim } = options;
    const valueDim = options.value_dim ?? keyDim;
    const output = options.output_shape ?? knownLength(query);
    return {
      ...projection('query', [knownLength(query)], [heads, keyDim], options),
      ...projection('key', [knownLength(key)], [heads, keyDim], options),
      ...projection('value', [knownLength(value)], [heads, valueDim], options),
      ...projection('attention_output', [heads, valueDim], [output], options),
    };
  },
  run: (inputs, options, context) => {
    const { query, value, key, mask } = sortInputs(inputs, options);
    const { num_heads: heads, key_dim: keyDim } = options;
    const valueDim = options.value_dim ?? keyDim;
    const apart = (x: Tensor, role: string, dim: number, order: number[]): Tensor => {
      const [batch = 1, length = 1] = x.shape;
      return tf.transpose(tf.reshape(project(x, role, options, context), [batch, length, heads, dim]), order);
    };
    // Channels of a key go first, so that no product has to turn a matrix.
    const queries = tf.mul(apart(query, 'query', keyDim, [0, 2, 1, 3]), 1 / Math.sqrt(keyDim));
    const scores = tf.matMul(queries, apart(key, 'key', keyDim, [0, 2, 3, 1]));
    const values = apart(value, 'value', valueDim, [0, 2, 1, 3]);
    const mixed = attend(scores, values, maskOf(scores, mask, options), options.dropout, context.dropout);
    const [batch = 1, , length = 1] = mixed.shape;
    const together = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, length, heads * valueDim]);
    return [project(together, 'attention_output', options, context)];
  },
};

interface Sorted<T> {
  readonly query: T;
  readonly value: T;
  readonly key: T;
  readonly mask: T | undefined;
}

function sortInputs<T>(inputs: readonly T[], { attention_mask: masked }: Options): Sorted<T> {
  const [query, value, key = value, ...more] = masked ? inputs.slice(0, -1) : inputs;
  if (query !== undefined && value !== undefined && key !== undefined && more.length === 0) {
    return { query, value, key, mask: masked ? inputs.at(-1) : undefined };
  }
  const parts = `query, value, maybe key${masked ? ', and an attention mask' : ''}`;
  throw new GraftError('bad-input-count', `takes ${parts}; got ${inputs.length} inputs.`);
}

function checkShapes(inputs: readonly BatchShape[], options: Options): void {
  const { value, key } = sortInputs(inputs, options);
  const sameSteps = value[1] === key[1] || value[1] === null || key[1] === null;
  if (inputs.every(({ length }) => length === 3) && sameSteps) return;
  throw new GraftError(
    'bad-input-shape',
    `takes sequences (batch, steps, channels), value and key of equally many steps; got ${inputs.map(show).join(', ')}.`,
  );
}

function projection(
  name: string,
  inputs: readonly number[],
  outputs: readonly number[],
  { use_bias, kernel_initializer: rule, bias_initializer }: Options,
): Readonly<Record<string, DrawnRole>> {
  const initializer = { shape: [sizeOf(inputs), sizeOf(outputs)], rule } as const;
  return {
    [`${name}/kernel`]: { shape: [...inputs, ...outputs], trainable: true, initializer },
    ...(use_bias && { [`${name}/bias`]: { shape: outputs, trainable: true, initializer: bias_initializer } }),
  };
}

/** `[batch, steps, channels]` to `[batch, steps, size of the bias]`. */
function project(x: Tensor, name: string, { use_bias }: Options, context: RunContext): Tensor {
  const [batch = 1, length = 1, channels = 1] = x.shape;
  const kernel = context.weight(`${name}/kernel`);
  const width = kernel.size / channels;
  const product = tf.matMul(
    tf.reshape(x, [batch * length, channels]) as tf.Tensor2D,
    tf.reshape(kernel, [channels, width]) as tf.Tensor2D,
  );
  const shifted = use_bias ? tf.add(product, tf.reshape(context.weight(`${name}/bias`), [width])) : product;
  return tf.reshape(shifted, [batch, length, width]);
}

function maskOf(scores: Tensor, given: Tensor | undefined, options: Options): Tensor | undefined {
  const [, , queries = 1, keys = 1] = scores.shape;
  const masks = [
    ...(given === undefined ? [] : [tf.expandDims(given, 1)]),
    ...(options.use_causal_mask ? [causalMask(queries, keys)] : []),
    ...(options.sliding_window === null ? [] : [windowMask(queries, keys, options.sliding_window)]),
  ];
  return masks.length === 0 ? undefined : masks.reduce((a, b) => tf.mul(a, b));
}
