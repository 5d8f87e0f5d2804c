import { expect, it } from 'vitest';
import type { Layer, Network } from '@graftjs/core';
import { estimateForwardBytes } from './estimate-forward.js';

const dense = (name: string, from: string, units: number): Layer => ({
  name,
  type: 'Dense',
  inputs: [{ from }],
  options: { units, activation: 'linear', use_bias: false },
  weights: { kernel: `${name}/kernel` },
});
const network: Network = {
  name: 'wide',
  inputs: [{ name: 'x', shape: [null, 10], dtype: 'float32' }],
  layers: [dense('narrow', 'x', 10), dense('wide', 'narrow', 1000), dense('scores', 'wide', 2)],
  outputs: [{ from: 'scores' }],
  weights: new Map(),
};
const weights = 10 * 10 + 10 * 1000 + 1000 * 2;

it('counts the weights, and the widest layer with its inputs for each example of a batch', () => {
  expect(estimateForwardBytes(network, 'cpu', 1)).toBe(4 * (weights + 1010));
  expect(estimateForwardBytes(network, 'cpu', 16)).toBe(4 * (weights + 16 * 1010));
});

it('counts only as many examples as a backend computes at once', () => {
  expect(estimateForwardBytes(network, 'wasm', 16)).toBe(4 * (weights + 4 * 1010));
  expect(estimateForwardBytes(network, 'webgl', 16)).toBe(4 * (weights + 8 * 1010));
});
