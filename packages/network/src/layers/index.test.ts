import type { Json } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { tinyNetwork } from '../fixtures/tiny-networks.js';
import { layerType, listLayerTypes } from './index.js';

it('lists every layer type', () => {
  expect(listLayerTypes()).toEqual([
    'Activation',
    'Add',
    'AveragePooling2D',
    'BatchNormalization',
    'Concatenate',
    'Conv2D',
    'Dense',
    'DepthwiseConv2D',
    'Dropout',
    'Flatten',
    'GlobalAveragePooling2D',
    'GlobalMaxPooling2D',
    'MaxPooling2D',
    'Multiply',
    'ReLU',
    'Rescaling',
    'Reshape',
    'Softmax',
    'ZeroPadding2D',
  ]);
});

it('refuses an unknown type with the nearest', () => {
  expect(refusal(() => layerType('Conv2d'))).toMatch(/^unknown-layer-type: No layer type "Conv2d"\. Nearest: Conv2D, /);
});

it.each(listLayerTypes())('%s refuses an option that it does not have', (type) => {
  expect(refusal(() => layerType(type).parse({ kernel_regularizer: null }))).toMatch(
    new RegExp(`^unknown-option: ${type} has no option "kernel_regularizer"\\.`),
  );
});

describe('what a layer type cannot do is refused', () => {
  const conv = { filters: 4, kernel_size: 3 };
  it.each<[string, Record<string, Json>, string]>([
    [
      'Conv2D',
      { ...conv, data_format: 'channels_first' },
      'option "data_format" is "channels_first"; allowed: "channels_last".',
    ],
    [
      'Conv2D',
      { ...conv, kernel_initializer: 'orthogonal' },
      'option "kernel_initializer" is "orthogonal"; allowed: "zeros", ',
    ],
    ['Conv2D', { ...conv, activation: 'mish' }, 'option "activation" is "mish"; allowed: "linear", "relu", '],
    ['Conv2D', { ...conv, padding: 'causal' }, 'option "padding" is "causal"; allowed: "valid", "same".'],
    ['MaxPooling2D', { data_format: 'channels_first' }, 'option "data_format" is "channels_first"'],
    ['GlobalAveragePooling2D', { data_format: 'channels_first' }, 'option "data_format" is "channels_first"'],
    ['BatchNormalization', { axis: [1, 2] }, 'option "axis" is [1,2]; allowed: a whole number from -1.'],
    ['BatchNormalization', { epsilon: -1 }, 'option "epsilon" is -1; allowed: a number from 0.'],
    ['Dropout', { rate: 1.5 }, 'option "rate" is 1.5; allowed: a number from 0 to 1.'],
    ['Dense', {}, 'needs the option "units": a whole number from 1.'],
    ['Activation', {}, 'needs the option "activation": "linear", '],
  ])('%s %j', (type, options, message) => {
    expect(refusal(() => layerType(type).parse(options))).toContain(`${type} ${message}`);
  });

  it.each<[string, Record<string, Json>, readonly (number | null)[], string]>([
    ['Conv2D', conv, [null, 8], 'bad-input-shape: takes an input of 4 axes, batch included; got 2.'],
    ['Conv2D', conv, [null, 2, 8, 3], 'bad-input-shape: has a window of 3 rows, but its input has only 2.'],
    [
      'Conv2D',
      { ...conv, dilation_rate: 3 },
      [null, 8, 6, 3],
      'bad-input-shape: has a window of 7 columns, but its input has only 6.',
    ],
    [
      'Conv2D',
      conv,
      [null, 8, 8, null],
      'bad-input-shape: needs an input whose axis -1 has a known length; got (?, 8, 8, ?).',
    ],
    [
      'Conv2D',
      { ...conv, groups: 2 },
      [null, 8, 8, 3],
      'bad-option: has 2 groups, which do not divide its 3 input channels.',
    ],
    ['Conv2D', { ...conv, groups: 3 }, [null, 8, 8, 3], 'bad-option: has 3 groups, which do not divide its 4 filters.'],
    [
      'Conv2D',
      { ...conv, strides: 2, dilation_rate: 2 },
      [null, 8, 8, 3],
      'bad-option: has strides 2 x 2 and dilation_rate 2 x 2; one of them must be 1.',
    ],
    [
      'BatchNormalization',
      { axis: 1 },
      [null, 8, 8, 3],
      'bad-option: normalizes axis 1 of an input (?, 8, 8, 3); only the last axis is supported: -1 or 3.',
    ],
    ['Softmax', { axis: 2 }, [null, 8], 'bad-option: has axis 2, which is no axis of one example of (?, 8).'],
    ['Concatenate', {}, [null, 8], 'bad-input-count: takes at least 2 inputs; got 1.'],
    ['Add', {}, [null, 8], 'bad-input-count: takes at least 2 inputs; got 1.'],
    [
      'Reshape',
      { target_shape: [3, -1] },
      [null, 8],
      'bad-input-shape: cannot give an example (8) the target_shape (3, -1).',
    ],
    [
      'Reshape',
      { target_shape: [2, 3] },
      [null, 8],
      'bad-input-shape: cannot give an example (8) the target_shape (2, 3).',
    ],
    [
      'Reshape',
      { target_shape: [-1, -1] },
      [null, 8],
      'bad-option: has the target_shape (-1, -1); only one axis may be -1.',
    ],
  ])('%s %j on %j', (type, options, shape, message) => {
    expect(refusal(() => tinyNetwork(shape, [['layer', type, options]]))).toBe(message);
  });

  it.each<[string, readonly (readonly (number | null)[])[]]>([
    [
      'Add',
      [
        [null, 8],
        [null, 7],
      ],
    ],
    [
      'Multiply',
      [
        [null, 8],
        [null, 8, 8],
      ],
    ],
    [
      'Concatenate',
      [
        [null, 8, 2],
        [null, 7, 2],
      ],
    ],
  ])('%s of unequal shapes', (type, shapes) => {
    expect(refusal(() => layerType(type).shapes(shapes, layerType(type).parse({})))).toMatch(
      /^bad-input-shape: cannot merge inputs of the shapes \(\?, 8.*\) and \(\?, .*\)\.$/,
    );
  });

  it('one input where there must be one', () => {
    expect(
      refusal(() =>
        layerType('ReLU').shapes(
          [
            [null, 1],
            [null, 1],
          ],
          {},
        ),
      ),
    ).toBe('bad-input-count: takes 1 input; got 2.');
  });
});

describe('free axes stay free', () => {
  it.each<[string, Record<string, Json>, readonly (number | null)[], readonly (number | null)[]]>([
    ['Conv2D', { filters: 4, kernel_size: 3, strides: 2 }, [null, null, 9, 3], [null, null, 4, 4]],
    ['MaxPooling2D', {}, [null, 8, null, 3], [null, 4, null, 3]],
    [
      'ZeroPadding2D',
      {
        padding: [
          [0, 1],
          [2, 3],
        ],
      },
      [null, null, 8, 3],
      [null, null, 13, 3],
    ],
    ['Flatten', {}, [null, null, 8, 3], [null, null]],
    ['Reshape', { target_shape: [-1, 3] }, [null, null, 3], [null, null, 3]],
    ['GlobalMaxPooling2D', { keepdims: true }, [null, null, null, 3], [null, 1, 1, 3]],
  ])('%s %j of %j', (type, options, shape, expected) => {
    const entry = layerType(type);
    expect(entry.shapes([shape], entry.parse(options))).toEqual([expected]);
  });

  it('in merges', () => {
    const shapes = [
      [null, null, 4],
      [null, 1, 4],
    ] as const;
    expect(layerType('Multiply').shapes(shapes, {})).toEqual([[null, null, 4]]);
    expect(layerType('Concatenate').shapes(shapes, { axis: 1 })).toEqual([[null, null, 4]]);
  });
});
