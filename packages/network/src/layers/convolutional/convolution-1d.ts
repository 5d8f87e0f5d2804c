import { initializer } from '../../initializer.js';
import type { OptionsOf, Pair } from '../../options.js';
import {
  channelsLast,
  defaultTo,
  defineOptions,
  flag,
  nullable,
  oneOf,
  single,
  singleFromZero,
  whole,
} from '../../options.js';
import { finalActivation } from '../activations/activation-functions.js';
import { conv2d, depthwiseConv2d } from './convolution.js';
import { forSequences } from './for-sequences.js';
import { separableConv2d } from './separable-convolution.js';
import { conv2dTranspose, undilated } from './transposed-convolution.js';
import { paddingOption, slideAlong } from './window.js';

const shared = {
  kernel_size: single,
  strides: defaultTo(single, 1),
  data_format: channelsLast,
  dilation_rate: defaultTo(single, 1),
  activation: finalActivation,
  use_bias: defaultTo(flag, true),
  bias_initializer: initializer('zeros'),
};
type Windowed = OptionsOf<typeof shared> & { readonly padding: 'valid' | 'same' | 'causal' };

const padding = defaultTo(paddingOption, 'valid');

/** 'causal': zeros before the first step, so that no step sees a later one. */
const causalPadding = defaultTo(oneOf(['valid', 'same', 'causal']), 'valid');

/** Keras 3, `keras/src/layers/convolutional/conv1d.py`. Kernel `[steps, channels / groups, filters]`. */
export const conv1d = forSequences(
  defineOptions('Conv1D', {
    filters: whole(1),
    ...shared,
    padding: causalPadding,
    groups: defaultTo(whole(1), 1),
    kernel_initializer: initializer('glorot_uniform'),
  }),
  conv2d,
  { asPicture: (options) => ({ ...options, ...inOneRow(options) }), before: stepsBefore, check: checkWindow },
);

/** Keras 3, `keras/src/layers/convolutional/depthwise_conv1d.py`. Kernel `[steps, channels, depth_multiplier]`. */
export const depthwiseConv1d = forSequences(
  defineOptions('DepthwiseConv1D', {
    ...shared,
    padding,
    depth_multiplier: defaultTo(whole(1), 1),
    depthwise_initializer: initializer('glorot_uniform'),
  }),
  depthwiseConv2d,
  { asPicture: (options) => ({ ...options, ...inOneRow(options) }), check: checkWindow },
);

/**
 * Keras 3, `keras/src/layers/convolutional/separable_conv1d.py`. Depthwise kernel `[steps, channels, depth_multiplier]`,
 * pointwise kernel `[1, channels * depth_multiplier, filters]`.
 */
export const separableConv1d = forSequences(
  defineOptions('SeparableConv1D', {
    filters: whole(1),
    ...shared,
    padding,
    depth_multiplier: defaultTo(whole(1), 1),
    depthwise_initializer: initializer('glorot_uniform'),
    pointwise_initializer: initializer('glorot_uniform'),
  }),
  separableConv2d,
  { asPicture: (options) => ({ ...options, ...inOneRow(options) }), check: checkWindow },
);

/** Keras 3, `keras/src/layers/convolutional/conv1d_transpose.py`. Kernel `[steps, filters, channels]`. */
export const conv1dTranspose = forSequences(
  defineOptions('Conv1DTranspose', {
    filters: whole(1),
    ...shared,
    padding,
    dilation_rate: defaultTo(undilated(single), 1),
    output_padding: defaultTo(nullable(singleFromZero), null),
    kernel_initializer: initializer('glorot_uniform'),
  }),
  conv2dTranspose,
  {
    asPicture: (options) => ({
      ...options,
      ...inOneRow(options),
      output_padding: options.output_padding === null ? null : ([0, options.output_padding] as const),
    }),
  },
);

function alongColumns(length: number): Pair {
  return [1, length];
}

function stepsBefore({ padding, kernel_size, dilation_rate }: Windowed): number {
  return padding === 'causal' ? (kernel_size - 1) * dilation_rate : 0;
}

function checkWindow(steps: number | null, { kernel_size, strides, dilation_rate, padding }: Windowed): void {
  const window = { size: kernel_size, stride: strides, dilation: dilation_rate };
  slideAlong(steps, { ...window, padding: padding === 'same' ? 'same' : 'valid' }, 'steps');
}

/** The options that a picture one row high has as pairs. */
function inOneRow({ kernel_size, strides, dilation_rate, padding }: Windowed) {
  return {
    kernel_size: alongColumns(kernel_size),
    strides: alongColumns(strides),
    dilation_rate: alongColumns(dilation_rate),
    padding: padding === 'causal' ? ('valid' as const) : padding,
  };
}
