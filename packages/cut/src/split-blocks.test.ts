import type { Network } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import {
  encoder,
  everyNetwork,
  inception,
  mobilenet,
  network,
  perceptron,
  recurrent,
  resnet,
  transformer,
  vgg,
} from './fixtures/tiny-networks.js';
import { splitBlocks } from './split-blocks.js';

const names = (given: Network, ends?: readonly string[]): string[] => splitBlocks(given, ends).map(({ name }) => name);

describe('splitBlocks', () => {
  it('ends blocks where a pooling ends, and before the flattening', () => {
    expect(names(vgg)).toEqual(['block1_pool', 'block2_pool', 'predictions']);
  });

  it('ends blocks at merges, with the activation that follows', () => {
    expect(names(resnet)).toEqual(['a_out', 'b_out', 'predictions']);
    expect(names(inception)).toEqual(['mixed', 'predictions']);
  });

  it('ends blocks before a layer that strides', () => {
    expect(names(mobilenet)).toEqual(['se_scale', 'pw', 'predictions']);
  });

  it('ends blocks where layers of a transformer do, and where states of a layer meet its output', () => {
    expect(names(transformer)).toEqual(['attend_add', 'feed_add', 'scores']);
    expect(names(recurrent)).toEqual(['again', 'scores']);
  });

  it('makes no block of what can learn nothing', () => {
    const scaled = network('scaled', [
      ['scale', 'Normalization', 'image'],
      ['pool', 'MaxPooling2D', 'scale'],
      ['conv', 'Conv2D', 'pool', { filters: 2, kernel_size: 1 }],
    ]);
    const [first, ...others] = scaled.layers;
    const weights = { mean: 'scale/mean', variance: 'scale/variance', count: 'scale/count' };
    const blocks = splitBlocks({ ...scaled, layers: [{ ...first!, weights }, ...others] }, ['scale', 'pool']);
    expect(blocks.map(({ layers, parameters }) => [layers, parameters])).toEqual([[['scale', 'pool', 'conv'], 5 + 6]]);
  });

  it('needs no fixed picture size', () => {
    const free = { ...vgg, inputs: [{ name: 'image', shape: [null, null, null, 2], dtype: 'float32' as const }] };
    const convolutional = { ...free, layers: vgg.layers.slice(0, 5), outputs: [{ from: 'block2_pool' }] };
    expect(names(convolutional)).toEqual(['block1_pool', 'block2_pool']);
  });

  it('keeps one block where nothing merges or shrinks', () => {
    expect(names(perceptron)).toEqual(['predictions']);
  });

  it('counts parameters once each and knows where BatchNorm is', () => {
    const [, second] = splitBlocks(resnet, ['a_out']);
    expect(splitBlocks(resnet, ['a_out'])[0]).toEqual({
      name: 'a_out',
      layers: ['pad', 'stem_conv', 'a_conv', 'a_bn', 'a_add', 'a_out'],
      parameters: 3 * 3 * 2 * 3 + 3 + (3 * 3 * 3 * 3 + 3) + 4 * 3,
      hasBatchNorm: true,
    });
    expect(second?.layers).toEqual(['b_short', 'b_conv', 'b_bn', 'b_add', 'b_out', 'avg_pool', 'predictions']);
    expect(splitBlocks(vgg).map(({ hasBatchNorm }) => hasBatchNorm)).toEqual([false, false, false]);
  });

  it('puts every layer in one block and gives every block parameters', () => {
    for (const given of everyNetwork) {
      const blocks = splitBlocks(given);
      expect(blocks.flatMap(({ layers }) => layers)).toEqual(given.layers.map(({ name }) => name));
      expect(blocks.every(({ parameters }) => parameters > 0)).toBe(true);
    }
  });

  it('ends where the architecture says, in whatever order, and adds what has no parameters to a neighbour', () => {
    expect(names(vgg, ['fc1', 'block1_conv1'])).toEqual(['block1_conv1', 'fc1', 'predictions']);
    expect(names(vgg, ['block1_conv1', 'block1_pool', 'flatten'])).toEqual(['block1_conv1', 'flatten', 'predictions']);
    expect(names(resnet, ['pad', 'a_out', 'predictions'])).toEqual(['a_out', 'predictions']);
  });

  it('keeps together what shares a weight', () => {
    const twice = network('twice', [
      ['conv1', 'Conv2D', 'image', { filters: 2, kernel_size: [1, 1] }],
      ['conv2', 'Conv2D', 'conv1', { filters: 2, kernel_size: [1, 1] }],
      ['conv3', 'Conv2D', 'conv2', { filters: 2, kernel_size: [1, 1] }],
      ['predictions', 'Dense', 'conv3', { units: 2 }],
    ]);
    const shared = {
      ...twice,
      layers: twice.layers.map((layer) =>
        layer.name === 'conv2' ? { ...layer, weights: { kernel: 'conv1/kernel', bias: 'conv2/bias' } } : layer,
      ),
    };
    const ends = ['conv1', 'conv2', 'conv3'];
    expect(names(twice, ends)).toEqual([...ends, 'predictions']);
    expect(names(shared, ends)).toEqual(['conv2', 'conv3', 'predictions']);
    expect(splitBlocks(shared, ends)[0]?.parameters).toBe(4 + 2 + 2);
  });

  it('gives no blocks where there are no parameters', () => {
    expect(splitBlocks(network('bare', [['flatten', 'Flatten', 'image']]))).toEqual([]);
  });

  it('refuses an end that is no cut', () => {
    expect(() => splitBlocks(resnet, ['a_out', 'b_bn'])).toThrow(
      expect.objectContaining({
        code: 'unknown-cut',
        message:
          '"b_bn" is a layer of tiny-resnet, but no cut: a path from a_out to b_add goes around it. Cut at one of: a_out, b_add.',
      }),
    );
    expect(() => splitBlocks(encoder, ['layer3_add'])).toThrow(
      'No layer "layer3_add" in tiny-encoder. It can be cut at ',
    );
  });
});
