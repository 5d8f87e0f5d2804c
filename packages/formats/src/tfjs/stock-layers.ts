import type { Json } from '@graftjs/core';

/** What TensorFlow.js honours of an option: every value, or these and nothing else. */
type Honoured = 'all' | readonly Json[];

interface StockLayer {
  /** Missing: it does not know the option, which may not be set. */
  readonly options: Readonly<Record<string, Honoured>>;
  /** Roles that its weights call something else. */
  readonly roles?: Readonly<Record<string, string>>;
}

const channels = { data_format: 'all' } as const;
const kernel = { ...channels, strides: 'all', padding: 'all', activation: 'all', use_bias: 'all' } as const;
const convolution = { ...kernel, filters: 'all', kernel_size: 'all', dilation_rate: 'all', groups: [1] } as const;
const pooling = { ...channels, pool_size: 'all', strides: 'all', padding: 'all' } as const;
const globalPooling = { ...channels, keepdims: [false] } as const;
const affine = { epsilon: 'all', center: 'all', scale: 'all' } as const;
const recurrent = {
  units: 'all',
  activation: 'all',
  use_bias: 'all',
  dropout: 'all',
  recurrent_dropout: 'all',
  return_sequences: 'all',
  return_state: 'all',
  go_backwards: 'all',
  stateful: [false],
  // Of no consequence where no mask comes, and none is taken.
  zero_output_for_mask: [false, true],
  mask: [false],
} as const;
const simple = { options: {} } as const;

/**
 * The layers of TensorFlow.js 4.22 and what it honours of their options, as far as they mean what they mean in Keras: found by
 * loading every fixture of the layer table with `tf.loadLayersModel`.
 */
export const stockLayers: Readonly<Record<string, StockLayer>> = {
  Activation: { options: { activation: 'all' } },
  Add: simple,
  AlphaDropout: { options: { rate: 'all' } },
  Average: simple,
  AveragePooling1D: { options: pooling },
  AveragePooling2D: { options: pooling },
  BatchNormalization: { options: { ...affine, axis: 'all', momentum: 'all' } },
  Bidirectional: { options: { layer: 'all', backward_layer: 'all', merge_mode: 'all' } },
  Concatenate: { options: { axis: 'all' } },
  Conv1D: { options: { ...convolution, padding: ['valid', 'same'] } },
  Conv2D: { options: convolution },
  Conv2DTranspose: {
    options: { ...kernel, filters: 'all', kernel_size: 'all', dilation_rate: [[1, 1]], output_padding: [null] },
  },
  Cropping2D: { options: { ...channels, cropping: 'all' } },
  Dense: { options: { units: 'all', activation: 'all', use_bias: 'all' } },
  DepthwiseConv2D: {
    options: { ...kernel, kernel_size: 'all', dilation_rate: [[1, 1]], depth_multiplier: 'all' },
    roles: { kernel: 'depthwise_kernel' },
  },
  Dot: { options: { axes: 'all', normalize: 'all' } },
  Dropout: { options: { rate: 'all', noise_shape: 'all' } },
  ELU: { options: { alpha: [1] } },
  Embedding: { options: { input_dim: 'all', output_dim: 'all', mask_zero: [false] } },
  Flatten: { options: channels },
  GRU: { options: { ...recurrent, recurrent_activation: 'all', reset_after: [false] } },
  GaussianDropout: { options: { rate: 'all' } },
  GaussianNoise: { options: { stddev: 'all' } },
  GlobalAveragePooling1D: { options: { ...globalPooling, mask: [false] } },
  GlobalAveragePooling2D: { options: globalPooling },
  GlobalMaxPooling1D: { options: globalPooling },
  GlobalMaxPooling2D: { options: globalPooling },
  LSTM: { options: { ...recurrent, recurrent_activation: 'all', unit_forget_bias: 'all' } },
  LayerNormalization: { options: { ...affine, axis: 'all', rms_scaling: [false] } },
  LeakyReLU: { options: { negative_slope: 'all' } },
  MaxPooling1D: { options: pooling },
  MaxPooling2D: { options: pooling },
  Maximum: simple,
  Minimum: simple,
  Multiply: simple,
  // Where an inner axis alone is shared, its wasm backend computes something else.
  PReLU: { options: { shared_axes: [null, [], [1], [1, 2], [1, 2, 3]] } },
  Permute: { options: { dims: 'all' } },
  ReLU: { options: { max_value: 'all', negative_slope: [0], threshold: [0] } },
  RepeatVector: { options: { n: 'all' } },
  Rescaling: { options: { scale: 'all', offset: 'all' } },
  Reshape: { options: { target_shape: 'all' } },
  SeparableConv2D: { options: { ...convolution, depth_multiplier: 'all' } },
  SimpleRNN: { options: recurrent },
  Softmax: { options: { axis: [[-1]] } },
  SpatialDropout1D: { options: { rate: 'all' } },
  ThresholdedReLU: { options: { theta: 'all' } },
  TimeDistributed: { options: { layer: 'all' } },
  UpSampling2D: { options: { ...channels, size: 'all', interpolation: ['nearest'] } },
  ZeroPadding2D: { options: { ...channels, padding: 'all' } },
};

/** Layers that it does not have, and that give what they are given unless they are trained. */
export const unseenLayers = /^(Identity|ActivityRegularization|SpatialDropout2D|Random\w+)$/;

/** Names of options in its files, where they are not those of Keras 3. */
export const stockOptionNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LeakyReLU: { negative_slope: 'alpha' },
};

/** Its activations, by the names of the layer table. */
export const stockActivations: Readonly<Record<string, string>> = {
  celu: 'elu',
  elu: 'elu',
  gelu: 'gelu',
  keras2_hard_sigmoid: 'hard_sigmoid',
  linear: 'linear',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  tanh: 'tanh',
};
