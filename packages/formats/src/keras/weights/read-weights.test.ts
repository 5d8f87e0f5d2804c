import type { HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { refusal } from '../../fixtures/refusal.js';
import { openHdf5 } from '../../hdf5/open-hdf5.js';
import type { GroupToWrite } from '../../hdf5/write-hdf5.js';
import { writeHdf5 } from '../../hdf5/write-hdf5.js';
import { readWeights } from './read-weights.js';
import type { WantedWeight, WeightModel } from './weight-tree.js';

const tensor = (shape: readonly number[], first: number): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => first + at),
});
const group = (members: Record<string, GroupToWrite | HostTensor>, attributes = {}): GroupToWrite => ({
  members: new Map(Object.entries(members)),
  attributes,
});
const wanted = (role: string, ...shape: number[]): WantedWeight => ({
  name: `norm/${role}`,
  layer: 'norm',
  role,
  shape,
  trainable: !role.startsWith('moving'),
});
const weights = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((role) => wanted(role, 2));
const tree: WeightModel = {
  kind: 'model',
  name: 'model',
  className: 'Functional',
  children: [
    { kind: 'layer', name: 'norm', className: 'BatchNormalization', weights, objects: [{ paths: [''], weights }] },
  ],
};
const read = async (root: GroupToWrite) => readWeights(await openHdf5(writeHdf5(root)), tree);

/** A file as Keras 1 wrote it: names of its own, and nothing said of the version. */
const layerOf = (names: readonly string[]): GroupToWrite =>
  group(Object.fromEntries(names.map((name, at) => [name, tensor([2], 10 * at)])), { weight_names: names });

it('takes the weights of a layer in Keras’s order where their names say nothing', async () => {
  const names = ['norm_gamma_1:0', 'norm_beta_1:0', 'norm_running_mean_1:0', 'norm_running_std_1:0'];
  const found = await read(group({ norm: layerOf(names) }, { layer_names: ['norm'] }));
  expect([...found.weights].map(([name, { data }]) => [name, ...data])).toEqual([
    ['norm/gamma', 0, 1],
    ['norm/beta', 10, 11],
    ['norm/moving_mean', 20, 21],
    ['norm/moving_variance', 30, 31],
  ]);
});

it('takes them by their names where these are the roles, in whatever order', async () => {
  const names = ['moving_variance:0', 'beta:0', 'moving_mean:0', 'gamma:0'];
  const found = await read(group({ norm: layerOf(names) }, { layer_names: ['norm'] }));
  expect(found.weights.get('norm/gamma')?.data).toEqual(Float32Array.of(30, 31));
  expect(found.weights.get('norm/moving_variance')?.data).toEqual(Float32Array.of(0, 1));
});

it('leaves out what is no weight: the state of a random generator, the optimizer', async () => {
  const vars = Object.fromEntries(weights.map((_, at) => [String(at), tensor([2], at)]));
  const norm = group({ vars: group(vars), seed_generator: group({ vars: group({ 0: tensor([2], 0) }) }) });
  const optimizer = group({ vars: group({ 0: tensor([5], 0) }) });
  const found = await read(group({ layers: group({ batch_normalization: norm }), optimizer }));
  expect([...found.weights.keys()]).toEqual(weights.map(({ name }) => name));
});

it.each([
  [
    'a backend that turns kernels round',
    group({}, { layer_names: [], backend: 'theano' }),
    'keras-unsupported: The weights of this file were saved by Keras on theano, which turns kernels round. Load and save them with Keras on TensorFlow.',
  ],
  [
    'a layer that is listed and not there',
    group({}, { layer_names: ['norm'] }),
    'hdf5-damaged: This HDF5 file is damaged: it lists the layer "norm" and does not have it.',
  ],
  [
    'a weight that is listed and not there',
    group({ norm: group({}, { weight_names: ['gamma:0'] }) }, { layer_names: ['norm'] }),
    'hdf5-damaged: This HDF5 file is damaged: it lists the weight "gamma:0" of layer "norm" and does not have it.',
  ],
  [
    'a file of something else',
    group({ data: tensor([2], 0) }),
    'no-weights: This HDF5 file holds no weights of Keras: neither a list "layer_names" nor a group "layers".',
  ],
])('refuses %s', async (_, root, message) => {
  expect(await refusal(() => read(root))).toContain(message);
});
