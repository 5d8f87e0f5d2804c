import { readFileSync } from 'node:fs';
import type { Layer } from '@graftjs/core';
import { expect, it } from 'vitest';
import { kerasCases } from './fixtures/keras-cases.js';
import { tinyNetwork } from './fixtures/tiny-networks.js';
import { initializeWeights } from './initialize-weights.js';
import { layerType } from './layers/index.js';

const bare = tinyNetwork(
  [null, 4],
  [
    ['a', 'Dense', { units: 3, bias_initializer: 'ones' }],
    ['bn', 'BatchNormalization'],
  ],
);

it('draws what is missing, as the options say', () => {
  const { weights } = initializeWeights(bare, 1);
  const constants = [...weights].slice(1).map(([name, { data }]) => [name, [...data]]);
  expect(constants).toEqual([
    ['a/bias', [1, 1, 1]],
    ['bn/gamma', [1, 1, 1]],
    ['bn/beta', [0, 0, 0]],
    ['bn/moving_mean', [0, 0, 0]],
    ['bn/moving_variance', [1, 1, 1]],
  ]);
  expect(new Set(weights.get('a/kernel')?.data).size).toBe(12);
});

it('draws by seed and name: the same again, others for another seed, and no change when a layer is added', () => {
  const kernel = (seed: number, network = bare) => initializeWeights(network, seed).weights.get('a/kernel')?.data;
  expect(kernel(1)).toEqual(kernel(1));
  expect(kernel(1)).not.toEqual(kernel(2));
  const longer = tinyNetwork(
    [null, 4],
    [
      ['first', 'Dense', { units: 4 }],
      ['a', 'Dense', { units: 3 }],
    ],
  );
  expect(kernel(1, longer)).toEqual(kernel(1));
});

it('keeps what is there', () => {
  const kernel = { dtype: 'float32', shape: [4, 3], data: new Float32Array(12) } as const;
  expect(initializeWeights({ ...bare, weights: new Map([['a/kernel', kernel]]) }, 1).weights.get('a/kernel')).toBe(
    kernel,
  );
});

interface Fresh {
  readonly type: string;
  readonly options: Layer['options'];
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly weights: Readonly<Record<string, { shape: number[]; mean: number; deviation: number; largest: number }>>;
}

const { layers } = JSON.parse(
  readFileSync(new URL('../fixtures/keras-initial-weights.json', import.meta.url), 'utf8'),
) as { layers: Fresh[] };

it('has fresh weights of Keras for every layer type that has weights', () => {
  const weighted = kerasCases.filter(({ weights }) => Object.keys(weights).length > 0).map(({ type }) => type);
  expect(new Set(layers.map(({ type }) => type))).toEqual(new Set(weighted));
});

it.each(layers)('draws as Keras does: $type $options', ({ type, options, inputs, weights }) => {
  const entry = layerType(type);
  const roles = Object.keys(entry.roles(inputs, entry.parse(options)));
  const network = {
    name: 'one-layer',
    inputs: inputs.map((shape, at) => ({ name: `x${at}`, shape, dtype: 'float32' as const })),
    layers: [
      {
        name: 'layer',
        type,
        options,
        inputs: inputs.map((_, at) => ({ from: `x${at}` })),
        weights: Object.fromEntries(roles.map((role) => [role, role])),
      },
    ],
    outputs: [{ from: 'layer' }],
    weights: new Map(),
  };
  const drawn = initializeWeights(network, 1).weights;
  expect([...drawn.keys()]).toEqual(Object.keys(weights));
  for (const [role, wanted] of Object.entries(weights)) {
    const { shape, data } = drawn.get(role)!;
    const values = [...data];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(shape, role).toEqual(wanted.shape);
    expect(Math.abs(mean - wanted.mean), `mean of ${role}`).toBeLessThanOrEqual(0.1 * wanted.deviation);
    expect(Math.abs(deviation - wanted.deviation), `deviation of ${role}`).toBeLessThanOrEqual(0.05 * wanted.deviation);
    const largest = Math.max(...values.map(Math.abs));
    expect(Math.abs(largest - wanted.largest), `largest of ${role}`).toBeLessThanOrEqual(0.35 * wanted.largest);
  }
});
