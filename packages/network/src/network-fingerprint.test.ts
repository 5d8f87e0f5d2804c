import type { Layer, Network } from '@graftjs/core';
import { expect, it } from 'vitest';
import { networkFingerprint } from './network-fingerprint.js';

const relu: Layer = { name: 'relu', type: 'ReLU', inputs: [{ from: 'x' }], options: { max_value: 6 }, weights: {} };
const network: Network = {
  name: 'net',
  inputs: [{ name: 'x', shape: [null, 2], dtype: 'float32' }],
  layers: [relu],
  outputs: [{ from: 'relu' }],
  weights: new Map([['w', { dtype: 'float32', shape: [1], data: Float32Array.of(1) }]]),
};
const named = (changes: Partial<Network> = {}) => networkFingerprint({ ...network, ...changes }).hex();

it('follows what decides the numbers', () => {
  const weights = new Map([['w', { dtype: 'float32' as const, shape: [1], data: Float32Array.of(2) }]]);
  const others = [
    named({ inputs: [{ name: 'x', shape: [null, 3], dtype: 'float32' }] }),
    named({ layers: [{ ...relu, options: {} }] }),
    named({ layers: [{ ...relu, weights: { alpha: 'w' } }] }),
    named({ outputs: [{ from: 'x' }] }),
    named({ outputs: [{ from: 'relu', output: 1 }] }),
    named({ weights }),
  ];
  expect(new Set([named(), ...others]).size).toBe(7);
});

it('is not concerned with names of networks, and with what is left to a default', () => {
  expect(named({ name: 'another', outputs: [{ from: 'relu', output: 0 }] })).toBe(named());
});

it('can be added to', () => {
  expect(networkFingerprint(network).json('more').hex()).not.toBe(named());
});
