import '@tensorflow/tfjs-backend-cpu';
import type { Network } from '@graftjs/core';
import { loadWeights, runNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { PixelArithmetic } from './take-pixels.js';
import { takePixels } from './take-pixels.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const same: Network = {
  name: 'same',
  inputs: [{ name: 'image', shape: [null, 1, 2, 3], dtype: 'float32' }],
  layers: [{ name: 'pixels/own', type: 'Identity', inputs: [{ from: 'image' }], options: {}, weights: {} }],
  outputs: [{ from: 'pixels/own' }, { from: 'image' }],
  weights: new Map(),
};

/** What a network that gives its input is given. */
function seen(spec: PixelArithmetic): number[][] {
  const network = takePixels(same, spec);
  return tf.tidy(() => {
    const image = tf.tensor([0, 100, 200, 255, 10, 20], [1, 1, 2, 3]);
    return runNetwork(network, loadWeights(network), new Map([['image', image]])).map((y) => [...y.dataSync()]);
  });
}

it('scales levels, by one number or one for each colour, wherever the network uses its input', () => {
  const halves = [-1, -0.5, 0, 0.275, -0.95, -0.9].map((value) => expect.closeTo(value, 6) as number);
  expect(seen({ input: 'image', mean: 200, std: 200 })).toEqual([halves, halves]);
  const each = seen({ input: 'image', mean: [0, 100, 10], std: [1, 2, 5] })[0];
  expect(each).toEqual([0, 0, 38, 255, -45, 2].map((value) => expect.closeTo(value, 5) as number));
});

it('turns the order of colours after their own mean is taken off', () => {
  expect(seen({ input: 'image', channels: 'bgr', mean: [0, 1, 2], std: 1 })[0]).toEqual([198, 99, 0, 18, 9, 255]);
});

it('takes names that nothing has, and refuses an input that is not there', () => {
  expect(takePixels(same, { input: 'image', mean: 0, std: 1 }).layers.map(({ name }) => name)).toEqual([
    'pixels-2/scaled',
    'pixels/own',
  ]);
  expect(() => takePixels(same, { input: 'picture', mean: 0, std: 1 })).toThrow(
    expect.objectContaining({ code: 'unknown-input', message: 'same has no input "picture". It has: image.' }),
  );
});
