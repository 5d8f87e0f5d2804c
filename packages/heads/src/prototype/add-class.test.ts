import type { HostTensor, Network } from '@graftjs/core';
import { checkNetwork, joinNetworks } from '@graftjs/network';
import { expect, it } from 'vitest';
import { toyBatch } from '../../test/toy-rows.js';
import { prototype } from '../prototype.js';
import { addClass } from './add-class.js';

const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
const { network } = await prototype().bind([5], task, 1).solve!(
  toyBatch({ count: 30, width: 5, labels: 3 }),
  undefined,
  { seed: 1 },
);
const features = { dtype: 'float32', shape: [2, 5], data: Float32Array.of(1, 2, 3, 4, 5, 3, 2, 1, 0, -1) } as const;

it('adds to backbone and head in one what it adds to the head, and leaves the rest alone', () => {
  const trunk: Network = {
    name: 'trunk',
    inputs: [{ name: 'x', shape: [null, 5], dtype: 'float32' }],
    layers: [{ name: 'relu', type: 'ReLU', inputs: [{ from: 'x' }], options: {}, weights: {} }],
    outputs: [{ from: 'relu' }],
    weights: new Map(),
  };
  const whole = joinNetworks(trunk, network, 'head');
  const wider = addClass(whole, features);
  checkNetwork(wider);
  expect(wider).toEqual(joinNetworks(trunk, addClass(network, features), 'head'));
  expect(wider.layers.map(({ options }) => options)).toEqual([{}, { units: 4 }]);
  expect(whole.layers.at(-1)!.options).toEqual({ units: 3 });
});

it('goes on from what it gave', () => {
  const twice = addClass(addClass(network, features), features);
  const bias = twice.weights.get('scores/bias')!.data;
  expect(bias.length).toBe(5);
  expect(bias[4]! / bias[3]!).toBeCloseTo(1, 6);
});

it.each<[string, () => unknown, string, string]>([
  [
    'a head that was trained since',
    () => addClass(withBias(Float32Array.from(biasOf(), (value, at) => value * (at === 1 ? 1.001 : 1))), features),
    'no-prototypes',
    'in prototype kernel and bias are not those of means. Train again with all classes.',
  ],
  ['weights of zero', () => addClass(zeroed(), features), 'no-prototypes', 'kernel and bias are not those of means'],
  [
    'another last layer',
    () => addClass({ ...network, layers: network.layers.map((each) => ({ ...each, type: 'ReLU' })) }, features),
    'no-prototypes',
    'it ends in scores, a ReLU',
  ],
  [
    'features of another width',
    () => addClass(network, { ...features, shape: [5, 2] }),
    'bad-features',
    'float32 features [n, 5] of 1 example and more; got float32 [5, 2].',
  ],
  [
    'no features',
    () => addClass(network, { dtype: 'float32', shape: [0, 5], data: new Float32Array() }),
    'bad-features',
    'got float32 [0, 5]',
  ],
  [
    'features that are not finite',
    () => addClass(network, { ...features, data: Float32Array.from(features.data).fill(Infinity, 0, 1) }),
    'bad-features',
    'some of these are not',
  ],
])('refuses %s', (_, act, code, text) => {
  expect(act).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

function biasOf(): HostTensor['data'] {
  return network.weights.get('scores/bias')!.data;
}

function withBias(data: Float32Array<ArrayBuffer>): Network {
  return {
    ...network,
    weights: new Map([...network.weights, ['scores/bias', { dtype: 'float32', shape: [3], data }]]),
  };
}

function zeroed(): Network {
  const zero = ({ shape, data }: HostTensor): HostTensor => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(data.length),
  });
  return { ...network, weights: new Map([...network.weights].map(([name, tensor]) => [name, zero(tensor)])) };
}
