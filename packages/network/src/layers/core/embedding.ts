import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { OptionsOf } from '../../options.js';
import { defaultTo, defineOptions, flag, whole } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { onlyInput } from '../layer-entry.js';

const spec = {
  input_dim: whole(1),
  output_dim: whole(1),
  mask_zero: defaultTo(flag, false),
  embeddings_initializer: initializer('uniform'),
};

/**
 * Keras 3, `keras/src/layers/core/embedding.py`: a row of `embeddings` for every whole number. With `mask_zero` there is a second
 * output, the mask: 0 where the number is 0, else 1; layers that are to heed it name it as an input (see `connectMasks`).
 */
export const embedding: LayerEntry<OptionsOf<typeof spec>> = {
  parse: defineOptions('Embedding', spec),
  shapes: (inputs, { output_dim, mask_zero }) => {
    const input = onlyInput(inputs);
    return [[...input, output_dim], ...(mask_zero ? [input] : [])];
  },
  roles: (_, { input_dim, output_dim, embeddings_initializer }) => ({
    embeddings: { shape: [input_dim, output_dim], trainable: true, initializer: embeddings_initializer },
  }),
  run: (inputs, { input_dim, mask_zero }, context) => {
    const numbers = tf.cast(onlyInput(inputs), 'int32');
    checkRange(numbers, input_dim);
    const rows = tf.gather(context.weight('embeddings'), numbers);
    return [rows, ...(mask_zero ? [tf.cast(tf.notEqual(numbers, 0), 'float32')] : [])];
  },
  givesMask: ({ mask_zero }) => mask_zero,
};

/** Not every backend looks before it reads beyond the last row. */
function checkRange(numbers: Tensor, rows: number): void {
  const wrong = numbers.dataSync<'int32'>().find((number) => number < 0 || number >= rows);
  if (wrong === undefined) return;
  throw new GraftError('bad-index', `An Embedding of ${rows} rows was asked for row ${wrong}; rows count from 0.`);
}
