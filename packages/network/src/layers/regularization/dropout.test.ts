import '@tensorflow/tfjs-backend-cpu';
import type { Json } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyNetwork } from '../../fixtures/tiny-networks.js';
import { runNetwork } from '../../run-network.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** What a layer makes of ones, or of other values, in training. */
function trained(type: string, options: Record<string, Json>, shape: number[], seed?: number, value = 1): number[] {
  const network = tinyNetwork([null, ...shape.slice(1)], [['layer', type, options]]);
  return tf.tidy(() => {
    const inputs = new Map([['x', tf.fill(shape, value)]]);
    return [...runNetwork(network, new Map(), inputs, { dropoutSeed: seed })[0]!.dataSync()];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe.each<[string, Record<string, Json>, number[]]>([
  ['Dropout', { rate: 0.25 }, [4, 300]],
  ['Dropout', { rate: 0.25, noise_shape: [null, 1, null] }, [4, 3, 100]],
  ['SpatialDropout1D', { rate: 0.25 }, [20, 3, 30]],
  ['SpatialDropout2D', { rate: 0.25 }, [10, 2, 3, 30]],
  ['AlphaDropout', { rate: 0.25 }, [4, 300]],
  ['GaussianDropout', { rate: 0.25 }, [4, 300]],
  ['GaussianNoise', { stddev: 0.25 }, [4, 300]],
])('%s %j', (type, options, shape) => {
  it('does nothing without a seed', () => {
    expect(new Set(trained(type, options, shape))).toEqual(new Set([1]));
  });

  it('does the same for one seed, 0 among them, and something else for another', () => {
    expect(trained(type, options, shape, 0)).toEqual(trained(type, options, shape, 0));
    expect(trained(type, options, shape, 0)).not.toEqual(trained(type, options, shape, 1));
    expect(trained(type, options, shape, 1)).not.toEqual(trained(type, options, shape));
  });

  it('leaves the values alone at rate or deviation 0', () => {
    const none = Object.fromEntries(Object.keys(options).map((name) => [name, 0]));
    const { noise_shape: _, ...calm } = none;
    expect(new Set(trained(type, calm, shape, 1))).toEqual(new Set([1]));
  });
});

it.each([
  ['Dropout', { rate: 0.25, noise_shape: [null, 1, null] }, [4, 3, 100]],
  ['SpatialDropout1D', { rate: 0.25 }, [4, 3, 100]],
  ['SpatialDropout2D', { rate: 0.25 }, [4, 3, 1, 100]],
] as const)('%s %j drops a channel of an example everywhere or nowhere', (type, options, shape) => {
  const values = trained(type, options as never, [...shape], 3);
  for (let example = 0; example < 4; example++) {
    for (let channel = 0; channel < 100; channel++) {
      const steps = [0, 1, 2].map((step) => values[(example * 3 + step) * 100 + channel]);
      expect(new Set(steps).size).toBe(1);
    }
  }
  expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.25, 1);
});

it('AlphaDropout keeps mean 0 and deviation 1 of what SELU gives', () => {
  const network = tinyNetwork([null, 20000], [['layer', 'AlphaDropout', { rate: 0.3 }]]);
  const values = tf.tidy(() => {
    const x = tf.randomNormal([1, 20000], 0, 1, 'float32', 5);
    return [...runNetwork(network, new Map(), new Map([['x', x]]), { dropoutSeed: 1 })[0]!.dataSync()];
  });
  expect(mean(values)).toBeCloseTo(0, 1);
  expect(deviation(values)).toBeCloseTo(1, 1);
});

it('Gaussian noise has the deviation that is asked for, and mean 0', () => {
  const added = trained('GaussianNoise', { stddev: 0.5 }, [1, 20000], 1, 3);
  expect(mean(added)).toBeCloseTo(3, 1);
  expect(deviation(added)).toBeCloseTo(0.5, 1);
  const factors = trained('GaussianDropout', { rate: 0.2 }, [1, 20000], 1);
  expect(mean(factors)).toBeCloseTo(1, 1);
  expect(deviation(factors)).toBeCloseTo(0.5, 1);
});

it('views of pictures are left to the recipe, in training too', () => {
  expect(new Set(trained('RandomRotation', { factor: 0.5, fill_mode: 'nearest' }, [1, 4, 4, 3], 1))).toEqual(
    new Set([1]),
  );
});
