import { expect, it } from 'vitest';
import { refusal } from './fixtures/refusal.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { inferShapes } from './infer-shapes.js';
import { resizeInput } from './resize-input.js';

it('changes the input and every shape after it, and no weight', () => {
  const resized = resizeInput(tinyResidual(), 20, 12);
  expect(resized.inputs[0]?.shape).toEqual([null, 20, 12, 3]);
  expect(inferShapes(resized).get('add')).toEqual([[null, 10, 6, 4]]);
});

const flat = tinyNetwork(
  [null, 8, 8, 3],
  [
    ['conv', 'Conv2D', { filters: 2, kernel_size: 3 }],
    ['flat', 'Flatten'],
    ['dense', 'Dense', { units: 4 }],
  ],
);

it.each<[string, () => unknown, string]>([
  [
    'a size that changes a weight',
    () => resizeInput(flat, 9, 8),
    'bad-input-size: At 9 x 8 the weight "dense/kernel" of tiny would be [84, 4] instead of [72, 4]. ' +
      'Keep the size, or cut the network before its Flatten layer.',
  ],
  [
    'a size that a layer cannot take',
    () => resizeInput(flat, 2, 8),
    'bad-input-size: tiny cannot take 2 x 8: Layer "conv" (Conv2D) has a window of 3 rows, but its input has only 2.',
  ],
  [
    'half a pixel',
    () => resizeInput(flat, 8.5, 8),
    'bad-input-size: An input size is two whole numbers from 1; got 8.5 x 8.',
  ],
  [
    'a network without pictures',
    () => resizeInput(tinyNetwork([null, 4], [['dense', 'Dense', { units: 4 }]]), 8, 8),
    'no-image-input: tiny has no one image input of 4 axes; it has: x (?, 4).',
  ],
])('refuses %s', (_, work, message) => {
  expect(refusal(work)).toBe(message);
});
