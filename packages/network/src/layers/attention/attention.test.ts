import '@tensorflow/tfjs-backend-cpu';
import type { Layer } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { refusal } from '../../fixtures/refusal.js';
import { tinyNetwork } from '../../fixtures/tiny-networks.js';
import { initializeWeights } from '../../initialize-weights.js';
import { loadWeights } from '../../load-weights.js';
import { runNetwork } from '../../run-network.js';
import { layerType } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const heads = { num_heads: 2, key_dim: 3 };
const shapesOf = (type: string, options: Layer['options'], ...shapes: (number | null)[][]) =>
  layerType(type).shapes(shapes, layerType(type).parse(options));

it('refuses options of Keras that it does not honour', () => {
  const parse = (options: Layer['options']) => () => layerType('MultiHeadAttention').parse({ ...heads, ...options });
  expect(refusal(parse({ attention_axes: [1, 2] }))).toContain('allowed: null, 1 or [1]: the steps of a sequence.');
  expect(refusal(parse({ output_shape: [2, 3] }))).toContain(
    'allowed: a whole number from 1, or a list of one, or null.',
  );
  expect(refusal(parse({ use_gate: true }))).toContain('MultiHeadAttention has no option "use_gate".');
});

it('refuses inputs that do not fit', () => {
  const [query, value] = [
    [null, 4, 3],
    [null, 5, 3],
  ];
  expect(refusal(() => shapesOf('MultiHeadAttention', heads, query))).toBe(
    'bad-input-count: takes query, value, maybe key; got 1 inputs.',
  );
  expect(refusal(() => shapesOf('MultiHeadAttention', { ...heads, attention_mask: true }, query, value))).toBe(
    'bad-input-count: takes query, value, maybe key, and an attention mask; got 2 inputs.',
  );
  expect(refusal(() => shapesOf('MultiHeadAttention', heads, query, value, query))).toBe(
    'bad-input-shape: takes sequences (batch, steps, channels), value and key of equally many steps; got (?, 4, 3), (?, 5, 3), (?, 4, 3).',
  );
  expect(refusal(() => shapesOf('Attention', {}, query, [null, 5, 2]))).toBe(
    'bad-input-shape: takes sequences (batch, steps, channels), query and key of equal channels, value and key of equally many ' +
      'steps; got (?, 4, 3), (?, 5, 2).',
  );
  expect(refusal(() => shapesOf('Attention', {}, query))).toBe(
    'bad-input-count: takes query, value and maybe key; got 1 inputs.',
  );
});

it('free steps stay free', () => {
  expect(shapesOf('MultiHeadAttention', heads, [null, null, 4], [null, null, 3])).toEqual([[null, null, 4]]);
  expect(shapesOf('Attention', {}, [null, null, 4], [null, null, 2], [null, null, 4])).toEqual([[null, null, 2]]);
});

it.each<[string, Layer['options']]>([
  ['MultiHeadAttention', { ...heads, dropout: 0.5 }],
  ['Attention', { dropout: 0.5 }],
  ['AdditiveAttention', { dropout: 0.5 }],
])('%s drops by the seed, and nothing without one', (type, options) => {
  const network = initializeWeights(tinyNetwork([null, 6, 4], [['layer', type, options, ['x', 'x']]]), 1);
  const run = (dropoutSeed?: number): number[] =>
    tf.tidy(() => {
      const x = tf.sin(tf.reshape(tf.range(0, 48), [2, 6, 4]));
      return [...runNetwork(network, loadWeights(network), new Map([['x', x]]), { dropoutSeed })[0]!.dataSync()];
    });
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
  expect(run()).not.toEqual(run(1));
});
