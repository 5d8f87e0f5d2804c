import type { HostTensor, Network } from '@graftjs/core';
import { describe, expect, test } from 'vitest';
import { checkInputs } from './check-inputs.js';

const network: Network = {
  name: 'two',
  inputs: [
    { name: 'image', shape: [null, 2, 2, 1], dtype: 'float32' },
    { name: 'mask', shape: [null, 3], dtype: 'int32' },
  ],
  layers: [],
  outputs: [{ from: 'image' }],
  weights: new Map(),
};
const image = (shape: readonly number[], values = 8): HostTensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(values),
});
const mask: HostTensor = { dtype: 'int32', shape: [2, 3], data: new Int32Array(6) };

describe('checkInputs', () => {
  test('takes what fits', () => {
    expect(() =>
      checkInputs(
        network,
        new Map([
          ['image', image([2, 2, 2, 1])],
          ['mask', mask],
        ]),
      ),
    ).not.toThrow();
  });

  test.each<[string, string, [string, HostTensor][]]>([
    ['unknown-input', 'Network "two" has no input "imag". Nearest: "image", "mask".', [['imag', image([2, 2, 2, 1])]]],
    ['missing-input', 'Network "two" needs the input "mask" (? x 3); got "image".', [['image', image([2, 2, 2, 1])]]],
    [
      'bad-input-dtype',
      'Input "mask" takes int32; got float32.',
      [
        ['image', image([2, 2, 2, 1])],
        ['mask', image([2, 3], 6)],
      ],
    ],
    [
      'bad-input-shape',
      'Input "image" takes ? x 2 x 2 x 1, batch first; got 2 x 2 x 1.',
      [['image', image([2, 2, 1], 4)]],
    ],
    [
      'bad-input-shape',
      'Input "image" takes ? x 2 x 2 x 1, batch first; got 1 x 2 x 3 x 1.',
      [['image', image([1, 2, 3, 1], 6)]],
    ],
    [
      'bad-input-shape',
      'Input "image" takes ? x 2 x 2 x 1, batch first; got 0 x 2 x 2 x 1.',
      [['image', image([0, 2, 2, 1], 0)]],
    ],
    ['bad-input-shape', 'Input "image" of 2 x 2 x 2 x 1 holds 8 values; got 7.', [['image', image([2, 2, 2, 1], 7)]]],
    [
      'bad-input-shape',
      'All inputs of one batch have the same length; "image" has 1 and "mask" has 2.',
      [
        ['image', image([1, 2, 2, 1], 4)],
        ['mask', mask],
      ],
    ],
  ])('refuses: %s, %s', (code, message, inputs) => {
    expect(() => checkInputs(network, new Map(inputs))).toThrow(expect.objectContaining({ code, message }));
  });
});
