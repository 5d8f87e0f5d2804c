import type { HostTensor, Network } from '@graftjs/core';
import { checkNetwork, initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/timm-input-channels.json';
import { adaptChannels } from './adapt-channels.js';
import { deepFreeze } from './fixtures/deep-freeze.js';
import { drawInputs, runOnCpu } from './fixtures/run-on-cpu.js';
import { network } from './fixtures/tiny-networks.js';

const picture = { name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' } as const;
const conv = { filters: 2, kernel_size: [3, 2] };
const colours = network('colours', [['conv', 'Conv2D', 'image', conv]], [picture]);
const kernel = fixture.kernel;
const filled: Network = {
  ...colours,
  weights: new Map<string, HostTensor>([
    ['conv/kernel', { dtype: 'float32', shape: kernel.shape, data: Float32Array.from(kernel.data) }],
    ['conv/bias', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }],
  ]),
};
/** Two first convolutions, one behind layers that keep colours apart, as in ResNet, and a branch of them. */
const stems = network(
  'stems',
  [
    ['scaled', 'Rescaling', 'image', { scale: 0.5, offset: 1 }],
    ['padded', 'ZeroPadding2D', 'scaled', { padding: 1 }],
    ['wide', 'Conv2D', 'padded', { filters: 4, kernel_size: [3, 3] }],
    ['narrow', 'Conv2D', 'scaled', { filters: 4, kernel_size: [1, 1] }],
    ['sum', 'Add', ['wide', 'narrow']],
    ['pool', 'GlobalAveragePooling2D', 'sum'],
    ['predictions', 'Dense', 'pool', { units: 2 }],
  ],
  [picture],
);

describe('adaptChannels', () => {
  it.each(fixture.cases)('makes kernels for $channels channels as timm does', ({ channels, kernel: wanted }) => {
    const adapted = adaptChannels(deepFreeze(filled), channels);
    checkNetwork(adapted);
    const { shape, data } = adapted.weights.get('conv/kernel')!;
    expect(shape).toEqual(wanted.shape);
    wanted.data.forEach((value, index) => expect(data[index]).toBeCloseTo(value, 6));
    expect(adapted.weights.get('conv/bias')).toBe(filled.weights.get('conv/bias'));
    expect(adapted.inputs[0]?.shape).toEqual([null, 8, 8, channels]);
  });

  it('gives for grey pictures what three equal channels gave', async () => {
    const whole = deepFreeze(initializeWeights(stems, 3));
    const grey = adaptChannels(whole, 1);
    const pixels = drawInputs(grey).get('image')!;
    const three = Float32Array.from({ length: pixels.data.length * 3 }, (_, i) => pixels.data[Math.floor(i / 3)]!);
    const inputs = { dtype: 'float32', shape: [2, 8, 8, 3], data: three } as const;
    const [wanted] = await runOnCpu(whole, new Map([['image', inputs]]));
    const [found] = await runOnCpu(grey, new Map([['image', pixels]]));
    wanted!.data.forEach((value, index) => expect(found!.data[index]).toBeCloseTo(value, 4));
    expect(whole.weights.get('wide/kernel')?.shape).toEqual([3, 3, 3, 4]);
  });

  it('leaves a bare network bare, and one that has so many channels as it is', () => {
    expect(adaptChannels(colours, 4).weights.size).toBe(0);
    expect(adaptChannels(filled, 3)).toBe(filled);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a number as a text',
      () => adaptChannels(filled, '1' as unknown as number),
      'A number of channels is a whole number from 1; got "1".',
    ],
    ['no whole number', () => adaptChannels(filled, 1.5), 'A number of channels is a whole number from 1; got 1.5.'],
    [
      'what is not red, green and blue',
      () => adaptChannels(network('two', [['conv', 'Conv2D', 'image', conv]]), 1),
      'two takes 2 channels, and only kernels for red, green and blue can be adapted to 1. Give its inputs the channels that it takes.',
    ],
    [
      'a layer that treats each channel by itself',
      () => adaptChannels(network('deep', [['deep', 'DepthwiseConv2D', 'image', { kernel_size: 3 }]], [picture]), 1),
      'The channels of deep cannot change: they go into "deep" (DepthwiseConv2D), and only the kernel of a Conv2D layer without groups ' +
        'can be made for others. Give its inputs the channels that it takes.',
    ],
    [
      'a layer that puts channels into proportion',
      () =>
        adaptChannels(
          network('even', [['even', 'Activation', 'image', { activation: 'softmax' }], ['conv', 'Conv2D', 'even', conv]], [picture]), // prettier-ignore
          1,
        ),
      'they go into "even" (Activation)',
    ],
    [
      'numbers for three channels',
      () =>
        adaptChannels(
          network('scaled', [['scaled', 'Rescaling', 'image', { scale: [1, 2, 3], offset: 0 }], ['conv', 'Conv2D', 'scaled', conv]], [picture]), // prettier-ignore
          1,
        ),
      'The channels of scaled cannot change: Layer "scaled" (Rescaling)',
    ],
    [
      'a flattened picture',
      () => adaptChannels(network('flat', [['flat', 'Flatten', 'image'], ['top', 'Dense', 'flat', { units: 1 }]], [picture]), 1), // prettier-ignore
      'they go into "flat" (Flatten)',
    ],
    [
      'grouped convolutions',
      () =>
        adaptChannels(
          network('groups', [['conv', 'Conv2D', 'image', { ...conv, filters: 3, groups: 3 }]], [picture]),
          1,
        ),
      'they go into "conv" (Conv2D)',
    ],
  ])('refuses %s', (_, work, message) => {
    expect(work).toThrow(
      expect.objectContaining({ code: 'bad-channels', message: expect.stringContaining(message) as string }),
    );
  });
});
