import { describe, expect, it } from 'vitest';
import { findBottleneck } from './find-bottleneck.js';
import {
  encoder,
  inception,
  mobilenet,
  network,
  perceptron,
  recurrent,
  resnet,
  transformer,
  vgg,
} from './fixtures/tiny-networks.js';

const classifier = 'predictions';
const choice = (...[given, options]: Parameters<typeof findBottleneck>) => {
  const { cut, reason } = findBottleneck(given, options);
  return [cut.layer, reason];
};

describe('findBottleneck', () => {
  it('takes the last cut before Flatten', () => {
    expect(choice(vgg, { classifier })).toEqual([
      'block2_pool',
      'block2_pool is the last cut before Flatten "flatten", the first layer that flattens on the way to "predictions".',
    ]);
    expect(findBottleneck(vgg, { classifier }).cut.shape).toEqual([2, 2, 4]);
  });

  it('takes the last cut before a global pooling', () => {
    expect(choice(resnet, { classifier })).toEqual([
      'b_out',
      'b_out is the last cut before GlobalAveragePooling2D "avg_pool", the first layer that flattens on the way to "predictions".',
    ]);
  });

  it('takes the last cut before a sequence is pooled, or the layer before the classifier where none is', () => {
    expect(choice(transformer, { classifier: 'scores' })[0]).toBe('feed_add');
    expect(choice(recurrent, { classifier: 'scores' })[0]).toBe('dense');
  });

  it('does not take a gate inside a block for the end of the picture', () => {
    expect(choice(mobilenet, { classifier })[0]).toBe('pw');
    expect(choice(mobilenet, { classifier })[1]).toContain('GlobalAveragePooling2D "pool"');
  });

  it('sees two poolings side by side', () => {
    expect(choice(inception, { classifier })).toEqual([
      'mixed',
      'mixed is the last cut before GlobalAveragePooling2D "top_mean", the first layer that flattens on the way to "predictions".',
    ]);
  });

  it('takes the layer before the classifier where nothing flattens, or nothing comes before it', () => {
    expect(choice(encoder, { classifier: 'scores' })).toEqual([
      'shift',
      'shift is the last cut before "scores"; nothing on the way flattens.',
    ]);
    expect(choice(perceptron, { classifier })).toEqual([
      'dense2',
      'dense2 is the last cut before "predictions"; nothing comes before the first layer that flattens.',
    ]);
  });

  it('does not look behind the classifier', () => {
    const squeeze = network('tiny-squeezenet', [
      ['fire', 'Conv2D', 'image', { filters: 2, kernel_size: [3, 3] }],
      ['conv10', 'Conv2D', 'fire', { filters: 3, kernel_size: [1, 1] }],
      ['pool', 'GlobalAveragePooling2D', 'conv10'],
    ]);
    expect(choice(squeeze, { classifier: 'conv10' })[0]).toBe('fire');
  });

  it('takes the output of a network without top', () => {
    const [layers, outputs] = [resnet.layers.slice(0, -2), [{ from: 'b_out' }]];
    expect(choice({ ...resnet, layers, outputs })).toEqual([
      'b_out',
      'b_out is the output of tiny-resnet; no classifier is named, so all of it is kept.',
    ]);
  });

  it('refuses a classifier that is not there, and one with nothing before it', () => {
    expect(() => findBottleneck(vgg, { classifier: 'prediction' })).toThrow(
      expect.objectContaining({
        code: 'unknown-layer',
        message: expect.stringMatching(
          /^No layer "prediction" on the way from "image" to the output of tiny-vgg\. The classifier is one of: predictions, /,
        ),
      }),
    );
    const single = network('single', [['predictions', 'Dense', 'image', { units: 2 }]]);
    expect(choice(single)[0]).toBe('predictions');
    expect(() => findBottleneck(single, { classifier })).toThrow(
      expect.objectContaining({
        code: 'no-bottleneck',
        message: 'single has no bottleneck: there is nothing before "predictions".',
      }),
    );
  });
});
