import type { Json } from '@graftjs/core';
import { expect, it } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { refusal } from '../src/fixtures/refusal.js';
import { parseKerasJson, readKeras } from '../src/keras.js';
import { difference, expectedOf, run } from './networks.js';

it.each(['keras', 'h5'])('operations between layers answer as in Keras: .%s', async (extension) => {
  const { network } = await readKeras(readFixture(`keras/operations.k3.${extension}`));
  const { inputs, outputs } = expectedOf('operations');
  expect(outputs).toHaveLength(24);
  expect(difference(await run(network, inputs), outputs)).toBeLessThanOrEqual(1e-5);
  expect(network.layers.slice(0, 4).map(({ name, type, options }) => [name, type, options])).toMatchObject([
    ['true_divide', 'Rescaling', { scale: 0.4, offset: 0 }],
    ['subtract', 'Rescaling', { scale: 1, offset: -1 }],
    ['add', 'Add', {}],
    ['dense', 'Dense', { units: 4 }],
  ]);
});

it.each(['keras', 'h5'])('functions of TensorFlow between layers answer as in Keras 2: .%s', async (extension) => {
  const { network } = await readKeras(readFixture(`keras/operations.k2.${extension}`));
  const { inputs, outputs } = expectedOf('operations-k2');
  expect(outputs).toHaveLength(21);
  expect(difference(await run(network, inputs), outputs)).toBeLessThanOrEqual(1e-5);
});

const tensor = (layer: string): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, 0, 0] },
});

function modelWith(className: string, args: readonly Json[], config: Readonly<Record<string, Json>> = {}): string {
  const input = {
    ...{ class_name: 'InputLayer', module: 'keras.layers', name: 'x', registered_name: null, inbound_nodes: [] },
    config: { name: 'x', batch_shape: [null, 4], dtype: 'float32' },
  };
  const operation = {
    ...{ class_name: className, module: 'keras.src.ops.numpy', name: 'op', registered_name: className },
    ...{ config: { name: 'op', ...config }, inbound_nodes: [{ args, kwargs: {} }] },
  };
  const model = { name: 'm', layers: [input, operation], input_layers: [['x', 0, 0]], output_layers: [['op', 0, 0]] };
  return JSON.stringify({ class_name: 'Functional', module: 'keras', config: model, registered_name: 'Functional' });
}

it.each<[string, readonly Json[], Readonly<Record<string, Json>>]>([
  ['Power', [tensor('x'), 2], {}],
  ['TrueDivide', [1, tensor('x')], {}],
  ['TrueDivide', [tensor('x'), 0], {}],
  ['Maximum', [tensor('x'), 1], {}],
  ['Add', [tensor('x'), [1, 2, 3, 4]], {}],
  ['Softmax', [tensor('x')], { axis: 0 }],
  ['Absolute', [tensor('x')], {}],
])('an operation without a counterpart is refused by name: %s %j', async (className, args, config) => {
  expect(await refusal(() => parseKerasJson(modelWith(className, args, config)))).toBe(
    `keras-unsupported: This Keras model cannot be read: layer "op" (${className}) is an operation and not a layer; replace it by a layer.`,
  );
});
