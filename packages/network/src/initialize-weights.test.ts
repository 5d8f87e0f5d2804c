import { expect, it } from 'vitest';
import { tinyNetwork } from './fixtures/tiny-networks.js';
import { initializeWeights } from './initialize-weights.js';

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
