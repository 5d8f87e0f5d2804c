import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import type { Layer, Network } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { connectMasks } from './connect-masks.js';
import { draw, type Drawn, type Values } from './fixtures/keras-cases.js';
import { refusal } from './fixtures/refusal.js';
import { toTensor } from './host-values.js';
import { initializeWeights } from './initialize-weights.js';
import { layerType } from './layers/index.js';
import { loadWeights } from './load-weights.js';
import { resolveLayers } from './resolve-layers.js';
import { runNetwork } from './run-network.js';

/** Layers in a row, from whole numbers `[batch, 5]`; the first is an Embedding with a mask. */
function chain(
  ...rest: readonly (readonly [type: string, options?: Layer['options'], from?: readonly string[]])[]
): Network {
  const lines = [['Embedding', { input_dim: 4, output_dim: 3, mask_zero: true }] as const, ...rest];
  const names = lines.map(([type], at) => `${type}${at}`);
  const network: Network = {
    name: 'chain',
    inputs: [{ name: 'ids', shape: [null, 5], dtype: 'int32' }],
    layers: lines.map(([type, options = {}, from], at) => ({
      name: names[at]!,
      type,
      options,
      inputs: (from ?? [names[at - 1] ?? 'ids']).map((name) => ({ from: name })),
      weights: {},
    })),
    outputs: [{ from: names.at(-1)! }],
    weights: new Map(),
  };
  const layers = resolveLayers(network).map(({ layer, entry, options, inputs }) => ({
    ...layer,
    weights: Object.fromEntries(
      Object.keys(entry.roles(inputs, options)).map((role) => [role, `${layer.name}/${role}`]),
    ),
  }));
  return initializeWeights({ ...network, layers }, 1);
}

function scores(network: Network, ids: readonly number[]): number[] {
  return outputOf(network, 'ids', tf.tensor2d([...ids], [1, 5], 'int32'));
}

function outputOf(network: Network, name: string, input: tf.Tensor): number[] {
  const weights = loadWeights(network);
  const values = tf.tidy(() => [...runNetwork(network, weights, new Map([[name, input]]))[0]!.dataSync()]);
  tf.dispose([input, ...weights.values()]);
  return values;
}

interface Stack {
  readonly name: string;
  readonly input: Drawn;
  readonly layers: readonly (Pick<Layer, 'type' | 'options'> & { readonly weights: Readonly<Record<string, Drawn>> })[];
  readonly output: Values;
}

const { stacks } = JSON.parse(readFileSync(new URL('../fixtures/keras-masks.json', import.meta.url), 'utf8')) as {
  stacks: Stack[];
};

it.each(stacks)('gives what Keras gives: $name', ({ input, layers, output }) => {
  const names = layers.map(({ type }, at) => `${type}${at}`);
  const network: Network = {
    name: 'stack',
    inputs: [
      { name: 'x', shape: [null, ...input.shape.slice(1)], dtype: input.kind === 'whole' ? 'int32' : 'float32' },
    ],
    layers: layers.map(({ type, options, weights }, at) => ({
      name: names[at]!,
      type,
      options,
      inputs: [{ from: names[at - 1] ?? 'x' }],
      weights: Object.fromEntries(Object.keys(weights).map((role) => [role, `${names[at]}/${role}`])),
    })),
    outputs: [{ from: names.at(-1)! }],
    weights: new Map(
      layers.flatMap(({ weights }, at) =>
        Object.entries(weights).map(([role, drawn]) => [`${names[at]}/${role}`, draw(drawn)] as const),
      ),
    ),
  };
  const connected = connectMasks(network);
  checkNetwork(connected);
  const got = outputOf(connected, 'x', toTensor(draw(input)));
  const largest = Math.max(...output.data.map(Math.abs));
  const differences = got.map((value, at) => Math.abs(value - output.data[at]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5 * largest);
});

const masked = { from: 'Embedding0', output: 1 };

it('connects a mask through layers that leave the steps to those that heed it', () => {
  const network = chain(
    ['SpatialDropout1D', { rate: 0.5 }],
    ['Bidirectional', { layer: { class_name: 'LSTM', config: { units: 2, return_sequences: true } } }],
    ['TimeDistributed', { layer: { class_name: 'Dense', config: { units: 3 } } }],
    ['GlobalAveragePooling1D'],
    ['Dense', { units: 2 }],
  );
  const connected = connectMasks(network);
  checkNetwork(connected);
  expect(connected.layers.map(({ inputs, options }) => [inputs.length, options['mask'] ?? false])).toEqual([
    [1, false],
    [1, false],
    [2, true],
    [1, false],
    [2, true],
    [1, false],
  ]);
  expect(connected.layers[2]!.inputs[1]).toEqual(masked);
  expect(connected.layers[4]!.inputs[1]).toEqual(masked);
  expect(connectMasks(connected)).toEqual(connected);
});

it('steps that are masked then count for nothing', () => {
  const network = chain(['LSTM', { units: 2 }], ['Dense', { units: 2 }]);
  const connected = connectMasks(network);
  expect(scores(connected, [1, 2, 0, 0, 0])).toEqual(scores(connected, [0, 1, 0, 2, 0]));
  expect(scores(network, [1, 2, 0, 0, 0])).not.toEqual(scores(network, [0, 1, 0, 2, 0]));
});

it('a mask ends where the steps do, and where Keras drops it', () => {
  for (const layer of [['Conv1D', { filters: 2, kernel_size: 2 }], ['LSTM', { units: 2 }], ['Flatten']] as const) {
    const connected = connectMasks(chain(layer, ['Dense', { units: 2 }], ['Add', {}, ['Dense2', 'Dense2']]));
    expect(connected.layers.at(-1)!.inputs).toEqual([{ from: 'Dense2' }, { from: 'Dense2' }]);
  }
});

it('the mask of a Masking layer replaces what came before', () => {
  const connected = connectMasks(chain(['Masking'], ['GRU', { units: 2 }]));
  expect(connected.layers[2]!.inputs[1]).toEqual({ from: 'Masking1', output: 1 });
});

it('without a mask a network stays as it is', () => {
  const { layers, ...network } = chain(['LSTM', { units: 2 }]);
  const [first, second] = layers as [Layer, Layer];
  const open = { ...network, layers: [{ ...first, options: { input_dim: 4, output_dim: 3 } }, second] };
  expect(connectMasks(open)).toEqual(open);
});

it.each([
  ['Add', {}, ['Embedding0', 'Embedding0']],
  ['Concatenate', {}, ['Embedding0', 'Embedding0']],
  ['MultiHeadAttention', { num_heads: 1, key_dim: 2 }, ['Embedding0', 'Embedding0']],
  ['BatchNormalization', {}, ['Embedding0']],
] as const)('refuses a mask that would reach %s', (type, options, from) => {
  expect(refusal(() => connectMasks(chain([type, options, from])))).toBe(
    `unsupported-mask: Layer "${type}1" (${type}) would heed the mask of "Embedding0" in Keras, and cannot here. ` +
      'Build the model without mask_zero and Masking, or cut it before that layer.',
  );
});

it('says of every layer type what becomes of a mask', () => {
  const rules = (types: readonly string[]) => types.map((type) => layerType(type).masking?.({} as never));
  expect(rules(['LSTM', 'GRU', 'SimpleRNN', 'GlobalAveragePooling1D'])).toEqual(['takes', 'takes', 'takes', 'takes']);
  expect(rules(['Dense', 'Dropout', 'LayerNormalization', 'PReLU', 'Identity'])).toEqual(Array(5).fill('passes'));
  expect(rules(['Flatten', 'Conv1D', 'GlobalMaxPooling1D'])).toEqual([undefined, undefined, undefined]);
});
