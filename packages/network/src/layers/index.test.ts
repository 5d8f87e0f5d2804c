import type { Json } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { tinyNetwork } from '../fixtures/tiny-networks.js';
import { layerType, listLayerTypes } from './index.js';

it('lists every layer type, in alphabetical order', () => {
  const types = listLayerTypes();
  expect(types).toEqual([...types].sort());
  expect(types).toContain('Activation');
  expect(types).toContain('ZeroPadding2D');
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
      { ...conv, kernel_initializer: 'identity' },
      'option "kernel_initializer" is "identity"; allowed: "zeros", ',
    ],
    ['Conv2D', { ...conv, activation: 'glu' }, 'option "activation" is "glu"; allowed: "linear", "relu", '],
    ['Conv2D', { ...conv, padding: 'causal' }, 'option "padding" is "causal"; allowed: "valid", "same".'],
    ['MaxPooling2D', { data_format: 'channels_first' }, 'option "data_format" is "channels_first"'],
    ['GlobalAveragePooling2D', { data_format: 'channels_first' }, 'option "data_format" is "channels_first"'],
    ['BatchNormalization', { axis: [1, 2] }, 'option "axis" is [1,2]; allowed: a whole number from -1.'],
    ['BatchNormalization', { epsilon: -1 }, 'option "epsilon" is -1; allowed: a number from 0.'],
    ['LeakyReLU', { negative_slope: -1 }, 'option "negative_slope" is -1; allowed: a number from 0.'],
    [
      'Conv1D',
      { filters: 4, kernel_size: [3, 3] },
      'option "kernel_size" is [3,3]; allowed: a whole number from 1, or a list of one.',
    ],
    ['SeparableConv1D', { ...conv, padding: 'causal' }, 'option "padding" is "causal"; allowed: "valid", "same".'],
    [
      'Conv2DTranspose',
      { ...conv, dilation_rate: 2 },
      'option "dilation_rate" is 2; allowed: only 1, since no tfjs backend dilates a transposed convolution.',
    ],
    [
      'UpSampling2D',
      { interpolation: 'bicubic' },
      'option "interpolation" is "bicubic"; allowed: "nearest", "bilinear".',
    ],
    [
      'LayerNormalization',
      { rms_scaling: true },
      'option "rms_scaling" is true; allowed: false; RMSNormalization divides by the root of the mean square.',
    ],
    ['Normalization', { mean: 1 }, 'takes both options "mean" and "variance", or neither.'],
    ['Rescaling', { scale: [[2]] }, 'option "scale" is [[2]]; allowed: a number, or a list of numbers.'],
    [
      'Dropout',
      { rate: 0.5, noise_shape: [null, 2] },
      'option "noise_shape" is [null,2]; allowed: a list with 1 for each axis that is dropped as one and null for every other, or null.',
    ],
    ['GaussianDropout', { rate: 1 }, 'option "rate" is 1; allowed: a number from 0 to below 1.'],
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
    ['Softmax', { axis: [1, 0] }, [null, 8], 'bad-option: has axis 0, which is no axis of one example of (?, 8).'],
    [
      'PReLU',
      { shared_axes: [1, 3] },
      [null, 8, 3],
      'bad-option: shares axis 3, but one example of (?, 8, 3) has the axes 1 to 2.',
    ],
    ['Conv1D', conv, [null, 8, 8, 3], 'bad-input-shape: takes an input of 3 axes, batch included; got 4.'],
    ['Conv1D', conv, [null, 2, 3], 'bad-input-shape: has a window of 3 steps, but its input has only 2.'],
    ['MaxPooling1D', {}, [null, 1, 3], 'bad-input-shape: has a window of 2 steps, but its input has only 1.'],
    [
      'Conv2DTranspose',
      { ...conv, strides: 2, output_padding: [1, 2] },
      [null, 8, 8, 3],
      'bad-option: has output_padding 2 for strides 2; it must be less.',
    ],
    [
      'Conv2DTranspose',
      { ...conv, kernel_size: 4, strides: 2, output_padding: 0, padding: 'same' },
      [null, 8, 8, 3],
      'bad-option: has output_padding 0 with padding "same" and a kernel of 4 rows: a convolution of the 14 rows that it would give gives 7, ' +
        'not 8. Give another output_padding, or null.',
    ],
    [
      'Permute',
      { dims: [1, 1] },
      [null, 8, 3],
      'bad-option: has dims (1, 1) for an input (?, 8, 3); they are its axes 1, 2 in another order.',
    ],
    ['Cropping1D', { cropping: 2 }, [null, 4, 3], 'bad-input-shape: crops 2 and 2 steps, but its input has only 4.'],
    [
      'GroupNormalization',
      { groups: 3 },
      [null, 8, 4],
      'bad-option: has 3 groups, which do not divide its 4 channels.',
    ],
    [
      'RMSNormalization',
      { axis: 1 },
      [null, 8, 4],
      'bad-option: normalizes axis 1 of an input (?, 8, 4); only the last axis is supported.',
    ],
    [
      'Rescaling',
      { scale: [1, 2] },
      [null, 8, 3],
      'bad-option: has 2 numbers as scale for the 3 channels of (?, 8, 3); it takes one, or one for each.',
    ],
    [
      'Normalization',
      { mean: [1, 2], variance: [1, 1] },
      [null, 8, 3],
      'bad-option: has 2 numbers as mean for an axis of 3 of an input (?, 8, 3).',
    ],
    [
      'Dropout',
      { rate: 0.5, noise_shape: [null, 1] },
      [null, 8, 3],
      'bad-option: has a noise_shape of 2 axes for an input (?, 8, 3) of 3.',
    ],
    ['Subtract', {}, [null, 8], 'bad-input-count: takes at least 2 inputs; got 1.'],
    ['Dot', { axes: 1 }, [null, 8], 'bad-input-count: takes 2 inputs; got 1.'],
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
        [null, 8, 7],
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

  it('three inputs where there must be two', () => {
    const shapes = [1, 2, 3].map(() => [null, 8]);
    expect(refusal(() => layerType('Subtract').shapes(shapes, {}))).toBe('bad-input-count: takes 2 inputs; got 3.');
  });

  it('products over axes of unequal lengths, or over three', () => {
    const shapes = [
      [null, 8, 3],
      [null, 4, 3],
    ] as const;
    const shapesWith = (axes: Json) => layerType('Dot').shapes(shapes, layerType('Dot').parse({ axes }));
    expect(refusal(() => shapesWith(1))).toBe(
      'bad-input-shape: cannot merge inputs of the shapes (?, 8, 3) and (?, 4, 3).',
    );
    expect(refusal(() => shapesWith([1, 2, 2]))).toBe(
      'bad-option: has the axes 1, 2, 2; it takes one for both inputs, or one for each.',
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
    ['GlobalAveragePooling1D', {}, [null, null, 3], [null, 3]],
    ['Conv1D', { filters: 4, kernel_size: 3, padding: 'causal' }, [null, null, 3], [null, null, 4]],
    ['Conv2DTranspose', { filters: 4, kernel_size: 3, strides: 2 }, [null, null, 4, 3], [null, null, 9, 4]],
    ['UpSampling2D', { size: [2, 3] }, [null, null, 4, 3], [null, null, 12, 3]],
    ['UpSampling1D', {}, [null, null, 3], [null, null, 3]],
    ['Cropping2D', { cropping: 1 }, [null, null, 4, 3], [null, null, 2, 3]],
    ['ZeroPadding1D', {}, [null, null, 3], [null, null, 3]],
    ['Permute', { dims: [2, 1] }, [null, null, 3], [null, 3, null]],
    ['LayerNormalization', {}, [null, null, 3], [null, null, 3]],
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
