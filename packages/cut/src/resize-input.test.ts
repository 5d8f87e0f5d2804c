import { inferShapes, initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from './fixtures/deep-freeze.js';
import { drawInputs, runOnCpu } from './fixtures/run-on-cpu.js';
import { encoder, network, resnet, vgg } from './fixtures/tiny-networks.js';
import { resizeInput } from './resize-input.js';

const reshaped = network('reshaped', [
  ['conv', 'Conv2D', 'image', { filters: 3, kernel_size: [3, 3], padding: 'same' }],
  ['tokens', 'Reshape', 'conv', { target_shape: [64, 3] }],
  ['predictions', 'Dense', 'tokens', { units: 2 }],
]);
const flatRows = network('flat-rows', [
  ['rows', 'Reshape', 'image', { target_shape: [8, -1] }],
  ['predictions', 'Dense', 'rows', { units: 2 }],
]);

describe('resizeInput', () => {
  it('changes the input and every shape after it, and no weight', async () => {
    const given = deepFreeze(initializeWeights(resnet, 3));
    const resized = resizeInput(given, 20, 12);
    expect(resized.inputs[0]?.shape).toEqual([null, 20, 12, 2]);
    expect(inferShapes(resized).get('b_out')).toEqual([[null, 10, 6, 4]]);
    expect([resized.weights, resized.layers]).toEqual([given.weights, given.layers]);
    const [output] = await runOnCpu(resized, drawInputs(resized));
    expect(output?.shape).toEqual([2, 3]);
  });

  it.each([
    [
      'weights for each position, with the way out',
      () => resizeInput(vgg, 9, 12),
      'tiny-vgg cannot take 9 x 12: Dense "fc1" comes after Flatten "flatten" and has weights for each position, so "fc1/kernel" would be 24 x 5 ' +
        'instead of 16 x 5. Leave out what comes after "block2_pool" (its top, if that is one), or keep 8 x 8 and let preprocessing resize ' +
        'the pictures.',
    ],
    [
      'a shape that is written down',
      () => resizeInput(reshaped, 4, 8),
      'reshaped cannot take 4 x 8: Layer "tokens" (Reshape) cannot give an example (4, 8, 3) the target_shape (64, 3). ' +
        'Leave out what comes after "conv" (its top, if that is one), or keep 8 x 8 and let preprocessing resize the pictures.',
    ],
    [
      'weights for each position of a network that is all top',
      () => resizeInput(flatRows, 8, 9),
      'flat-rows cannot take 8 x 9: Dense "predictions" comes after Reshape "rows" and has weights for each position, so ' +
        '"predictions/kernel" would be 18 x 2 instead of 16 x 2. Keep 8 x 8 and let preprocessing resize the pictures.',
    ],
    [
      'a size in which a window does not fit',
      () => resizeInput(vgg, 3, 8),
      'tiny-vgg cannot take 3 x 8: Layer "block2_pool" (MaxPooling2D) has a window of 2 rows, but its input has only 1. ' +
        'Leave out what comes after "block2_conv2" (its top, if that is one), or keep 8 x 8 and let preprocessing resize the pictures.',
    ],
    [
      'a record in place of two numbers',
      () => resizeInput(vgg, ...([{ height: 8 }] as unknown as [number, number])),
      'An input size is two whole numbers from 1; got {"height":8} x nothing.',
    ],
    ['half a pixel', () => resizeInput(vgg, 8.5, 8), 'An input size is two whole numbers from 1; got 8.5 x 8.'],
  ])('refuses %s', (_, work, message) => {
    expect(work).toThrow(expect.objectContaining({ code: 'bad-input-size', message }));
  });

  it('names no way out where several outputs leave none to cut on', () => {
    const two = { ...vgg, outputs: [{ from: 'fc1' }, { from: 'predictions' }] };
    expect(() => resizeInput(two, 9, 12)).toThrow('instead of 16 x 5. Keep 8 x 8 and let');
  });

  it('refuses a network without pictures', () => {
    expect(() => resizeInput(encoder, 8, 8)).toThrow(
      expect.objectContaining({
        code: 'no-image-input',
        message:
          'tiny-encoder has no one image input of 4 axes; it has: tokens (? x 4 x 3), mask (? x 4 x 1), bias (? x 4 x 4), unused (? x 4).',
      }),
    );
  });
});
