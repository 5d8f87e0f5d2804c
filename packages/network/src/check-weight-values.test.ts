import type { HostTensor, Network } from '@graftjs/core';
import { expect, it } from 'vitest';
import { checkWeightValues } from './check-weight-values.js';

const ones = (): HostTensor => ({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 1) });
const roles = ['gamma', 'beta', 'moving_mean', 'moving_variance'];

function withWeight(role: string, weight: HostTensor): Network {
  return {
    name: 'one',
    inputs: [{ name: 'x', shape: [null, 2], dtype: 'float32' }],
    layers: [
      {
        name: 'bn',
        type: 'BatchNormalization',
        inputs: [{ from: 'x' }],
        options: {},
        weights: Object.fromEntries(roles.map((role) => [role, `bn/${role}`])),
      },
    ],
    outputs: [{ from: 'bn' }],
    weights: new Map([...roles.map((role): [string, HostTensor] => [`bn/${role}`, ones()]), [`bn/${role}`, weight]]),
  };
}

const float32 = (...data: number[]): HostTensor => ({ dtype: 'float32', shape: [2], data: Float32Array.from(data) });
const float16 = (...data: number[]): HostTensor => ({ dtype: 'float16', shape: [2], data: Uint16Array.from(data) });

it.each([
  ['a mean below zero', 'moving_mean', float32(-1, 2)],
  ['a variance of zero, and of minus zero', 'moving_variance', float32(0, -0)],
  ['the same in float16', 'moving_variance', float16(0, 0x8000)],
])('takes %s', (_, role, weight) => {
  expect(() => {
    checkWeightValues(withWeight(role, weight));
  }).not.toThrow();
});

it.each([
  ['gamma', float32(1, NaN), 'The weight "bn/gamma" holds NaN or infinity, first at element 1.'],
  ['beta', float16(0x7c00, 0), 'The weight "bn/beta" holds NaN or infinity, first at element 0.'],
  [
    'moving_variance',
    float32(1, -0.1),
    'The weight "bn/moving_variance" is a variance, and is below zero at element 1.',
  ],
  [
    'moving_variance',
    float16(0xbc00, 0),
    'The weight "bn/moving_variance" is a variance, and is below zero at element 0.',
  ],
])('refuses in %s what no training leaves', (role, weight, message) => {
  expect(() => {
    checkWeightValues(withWeight(role, weight));
  }).toThrow(message);
});
