import type { Json } from '@graftjs/core';
import { expect, it } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { writeKeras } from './write-keras.js';
import { parseKerasJson } from './parse-keras-json.js';

const ref = (name: string, output = 0): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 6], dtype: 'float32', keras_history: [name, 0, output] },
});
const item = (className: string, name: string, config: object, args: readonly Json[], kwargs: object = {}): Json =>
  ({ class_name: className, name, config: { name, ...config }, inbound_nodes: [{ args, kwargs }] }) as Json;
const numbers = {
  class_name: 'InputLayer',
  name: 'numbers',
  config: { name: 'numbers', batch_shape: [null, 6], dtype: 'int32' },
  inbound_nodes: [],
};
const embedding = item('Embedding', 'embedding', { input_dim: 9, output_dim: 4, mask_zero: true }, [ref('numbers')]);
const notZero = item('NotEqual', 'not_equal', {}, [ref('numbers'), 0]);

const parse = (layers: readonly Json[], output: string) =>
  parseKerasJson(
    JSON.stringify({
      class_name: 'Functional',
      config: {
        name: 'model',
        layers: [numbers, ...layers],
        input_layers: ['numbers', 0, 0],
        output_layers: [output, 0, 0],
      },
    }),
  ).network;
const inputsOf = (layers: readonly Json[], name: string) => {
  const layer = parse(layers, name).layers.find((each) => each.name === name);
  return layer?.inputs.map(({ from, output = 0 }) => `${from}:${output}`);
};

it('gives a layer the mask of the Embedding before it, whether the file says so or not', () => {
  const lstm = (kwargs: object) => item('LSTM', 'lstm', { units: 2 }, [ref('embedding')], kwargs);
  expect(inputsOf([embedding, notZero, lstm({ mask: ref('not_equal') })], 'lstm')).toEqual([
    'embedding:0',
    'embedding:1',
  ]);
  expect(inputsOf([embedding, lstm({ mask: null })], 'lstm')).toEqual(['embedding:0', 'embedding:1']);
});

it('gives none, as Keras 3 does, to a layer that is called with states', () => {
  const encoder = item('LSTM', 'encoder', { units: 4, return_state: true }, [ref('embedding')]);
  const states = { initial_state: [ref('encoder', 1), ref('encoder', 2)] };
  const decoder = item('LSTM', 'decoder', { units: 4 }, [ref('embedding')], states);
  expect(inputsOf([embedding, encoder, decoder], 'decoder')).toEqual(['embedding:0', 'encoder:1', 'encoder:2']);
});

it.each([
  ['another mask than that of the layers before', item('NotEqual', 'not_equal', {}, [ref('numbers'), 3])],
  [
    'a mask of any channel where there is none',
    item('Any', 'not_equal', { axis: -1, keepdims: false }, [ref('numbers')]),
  ],
])('refuses %s', async (_, mask) => {
  const lstm = item('LSTM', 'lstm', { units: 2 }, [ref('embedding')], { mask: ref('not_equal') });
  expect(await refusal(() => parse([embedding, mask, lstm], 'lstm'))).toBe(
    'unsupported-mask: Layer "lstm" (LSTM) is called with a mask of its own. Graft passes on those of Embedding and Masking layers.',
  );
});

it('refuses layers that would heed a mask in Keras and cannot here', async () => {
  const heads = item('MultiHeadAttention', 'heads', { num_heads: 2, key_dim: 2 }, [ref('embedding'), ref('embedding')]);
  expect(await refusal(() => parse([embedding, heads], 'heads'))).toContain(
    'unsupported-mask: Layer "heads" (MultiHeadAttention) would heed the mask of "embedding" in Keras, and cannot here.',
  );
});

it('refuses other operations, which are no layers', async () => {
  const sum = { ...(item('Power', 'power', {}, [ref('numbers'), 2]) as object), module: 'keras.src.ops.numpy' } as Json;
  expect(await refusal(() => parse([sum], 'power'))).toBe(
    'keras-unsupported: This Keras model cannot be read: layer "power" (Power) is an operation and not a layer; replace it by a layer.',
  );
});

it('does not write a network whose masks Keras would pass on otherwise', async () => {
  const network = parse([embedding, item('LSTM', 'lstm', { units: 2 }, [ref('embedding')])], 'lstm');
  const heedless = {
    ...network,
    layers: network.layers.map((layer) =>
      layer.name === 'lstm' ? { ...layer, inputs: layer.inputs.slice(0, 1), options: { units: 2 } } : layer,
    ),
    weights: new Map(
      Object.entries({
        'embedding/embeddings': [9, 4],
        'lstm/kernel': [4, 8],
        'lstm/recurrent_kernel': [2, 8],
        'lstm/bias': [8],
      }).map(([name, shape]) => [
        name,
        { dtype: 'float32' as const, shape, data: new Float32Array(shape.reduce((a, b) => a * b)) },
      ]),
    ),
  };
  expect(await refusal(() => writeKeras(heedless))).toBe(
    'cannot-write: Keras 3 would give layer "lstm" (LSTM) another mask than it has here. Masks come from Embedding with mask_zero and Masking alone, and all layers after them heed them.',
  );
});
