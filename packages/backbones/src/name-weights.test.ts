import type { HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { nameWeights } from './name-weights.js';

/** A tensor whose only value tells it from others. */
const tensor = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const named = (wanted: readonly string[], given: readonly string[], aliases?: Readonly<Record<string, string>>) => {
  const tensors = new Map(given.map((name, index) => [name, tensor(index)]));
  return [...nameWeights(wanted, tensors, aliases)].map(([name, { data }]) => `${given[data[0]!]} is ${name}`);
};

it.each([
  ['our names', 'conv/kernel', 'conv/kernel'],
  ["Keras 2's", 'conv/kernel:0', 'conv/kernel'],
  ["those of Keras 2's HDF5 groups", 'conv/conv/kernel:0', 'conv/kernel'],
  ['those below a model', 'vgg19/conv/kernel', 'conv/kernel'],
  ['depthwise kernels', 'conv/depthwise_kernel:0', 'conv/kernel'],
  ["Keras 1's kernels", 'conv/conv_W_1:0', 'conv/kernel'],
  ["Keras 1's biases", 'conv/conv_b_1:0', 'conv/bias'],
])('knows %s', (_, given, wanted) => {
  expect(named(['conv/kernel', 'conv/bias'], [given])).toEqual([`${given} is ${wanted}`]);
});

it('takes layers that are numbered by creation in their order, each type for itself', () => {
  const wanted = ['conv2d/kernel', 'conv2d_1/kernel', 'conv2d_2/kernel', 'bn/beta', 'top/bias'];
  const given = ['conv2d_100/kernel', 'conv2d_99/kernel', 'conv2d_101/kernel', 'bn_7/beta', 'top/bias'];
  expect(named(wanted, given)).toEqual([
    'conv2d_100/kernel is conv2d_1/kernel',
    'conv2d_99/kernel is conv2d/kernel',
    'conv2d_101/kernel is conv2d_2/kernel',
    'bn_7/beta is bn/beta',
    'top/bias is top/bias',
  ]);
  expect(named(['conv2d/kernel', 'conv2d_1/kernel'], ['conv2d_1/kernel', 'conv2d_2/kernel'])).toEqual([
    'conv2d_1/kernel is conv2d/kernel',
    'conv2d_2/kernel is conv2d_1/kernel',
  ]);
});

it('takes no numbered layers where there are more or fewer of them', () => {
  const given = ['conv2d_5/kernel', 'conv2d_6/kernel'];
  expect(named(['conv2d/kernel'], given)).toEqual(given.map((name) => `${name} is ${name}`));
});

it('knows layers by other names that it is told of', () => {
  expect(named(['predictions/bias'], ['Logits/bias:0'], { Logits: 'predictions' })).toEqual([
    'Logits/bias:0 is predictions/bias',
  ]);
});

it('leaves what it does not know, and what a weight has already, under its own name', () => {
  const given = ['conv/kernel', 'conv/conv/kernel:0', 'optimizer/step', 'step', '__proto__/kernel'];
  expect(named(['conv/kernel'], given)).toEqual(given.map((name) => `${name} is ${name}`));
});
