import type { Json } from '@graftjs/core';
import type { ProblemCode } from './problems.js';

// What Keras's configs say, as far as it differs from the layer table, which has Keras's names and meanings otherwise.

/** Models, by class name. */
export const functionalClasses = ['Functional', 'Model'];
export const sequentialClasses = ['Sequential'];

/** Modules that Keras itself names in its files. Nothing is ever imported: any other name is a sign of foreign code. */
export const kerasModules = [
  'keras',
  'keras.activations',
  'keras.constraints',
  'keras.dtype_policies',
  'keras.initializers',
  'keras.layers',
  'keras.mixed_precision',
  'keras.models',
  'keras.regularizers',
  'keras.src.models.functional',
  'keras.src.models.model',
  'keras.src.models.sequential',
  'keras.src.engine.functional',
  'keras.src.engine.sequential',
  'keras.engine.functional',
  'keras.engine.sequential',
  'tf_keras.src.engine.functional',
  'tf_keras.src.engine.sequential',
];

/** Class names of other times and versions for types of the layer table. */
export const aliases: Readonly<Record<string, string>> = {
  BatchNormalizationV1: 'BatchNormalization',
  BatchNormalizationV2: 'BatchNormalization',
  SyncBatchNormalization: 'BatchNormalization',
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution2DTranspose: 'Conv2DTranspose',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  SeparableConvolution2D: 'SeparableConv2D',
};

/** Options that Keras 2 called something else. */
export const renamedOptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LeakyReLU: { alpha: 'negative_slope' },
};

/** Options about how weights are drawn, penalised, trained and named. They change no answer and are left out. */
export const trainingOptions = [
  'name',
  'trainable',
  'dtype',
  'autocast',
  'seed',
  'activity_regularizer',
  'batch_input_shape',
  'batch_shape',
  'input_shape',
  'input_length',
  'synchronized',
  'renorm_momentum',
  'implementation',
  'unroll',
  'query_shape',
  'key_shape',
  'value_shape',
  'use_cudnn',
  'lora_alpha',
  'rng_type',
];

/** Endings of such options: `kernel_initializer`. */
export const trainingEndings = ['_initializer', '_regularizer', '_constraint'];

/** Options that are left out where they have this value, with which they change nothing. Any other value is refused. */
export const neutralOptions: Readonly<Record<string, readonly Json[]>> = {
  adjustment: [null],
  data_format: [null, 'channels_last'],
  flash_attention: [null, false],
  fused: [null, true, false],
  groups: [1],
  lora_rank: [null],
  mask_zero: [false],
  noise_shape: [null],
  optional: [false],
  quantization_config: [null],
  ragged: [false],
  renorm: [false],
  renorm_clipping: [null],
  return_state: [false],
  softmax_robust_masking: [false],
  sparse: [false],
  stateful: [false],
  time_major: [false],
  use_gate: [false],
  virtual_batch_size: [null],
  zero_output_for_mask: [false],
};

/**
 * Layers that vary or prepare pictures. Keras 3 writes `training=True` at their calls, which is the default there, and
 * predicts with False all the same.
 */
export const pictureLayers = /^(Random\w+|CenterCrop|Resizing|AutoContrast|Equalization|Solarization|MixUp|CutMix)$/;

/** How a layer is called with more than one tensor, or one list of them. */
export interface CallRule {
  /** Arguments that are one tensor each, in the order of the layer table; the last ones may be left out. */
  readonly tensors?: readonly string[];
  /** An argument of states, which become inputs behind the others. */
  readonly states?: string;
  /** An argument that becomes the last input, and the option of that name. */
  readonly last?: string;
  /** Arguments that the layer table has as options. */
  readonly flags?: readonly string[];
}

/** Layers that are called with more than `inputs`. */
export const callRules: Readonly<Record<string, CallRule>> = {
  AdditiveAttention: { flags: ['use_causal_mask'] },
  Attention: { flags: ['use_causal_mask'] },
  Bidirectional: { states: 'initial_state' },
  GRU: { states: 'initial_state' },
  LSTM: { states: 'initial_state' },
  MultiHeadAttention: { tensors: ['query', 'value', 'key'], last: 'attention_mask', flags: ['use_causal_mask'] },
  SimpleRNN: { states: 'initial_state' },
};

/** Options that hold a layer, by the type of the layer that has them. */
export const wrappedOptions: Readonly<Record<string, readonly string[]>> = {
  Bidirectional: ['layer', 'backward_layer'],
  TimeDistributed: ['layer'],
};

/** Objects within a layer in which Keras 3 keeps weights: how their roles begin, and where they are, in one version or another. */
export const weightObjects: Readonly<
  Record<string, readonly { readonly role: string; readonly paths: readonly string[] }[]>
> = {
  Bidirectional: [
    { role: 'forward/', paths: ['forward_layer/cell'] },
    { role: 'backward/', paths: ['backward_layer/cell'] },
  ],
  GRU: [{ role: '', paths: ['cell'] }],
  LSTM: [{ role: '', paths: ['cell'] }],
  MultiHeadAttention: [
    { role: 'query/', paths: ['query_dense', '_query_dense'] },
    { role: 'key/', paths: ['key_dense', '_key_dense'] },
    { role: 'value/', paths: ['value_dense', '_value_dense'] },
    { role: 'attention_output/', paths: ['output_dense', '_output_dense'] },
  ],
  SimpleRNN: [{ role: '', paths: ['cell'] }],
};

/** Operations that Keras 3 lists among the layers where a mask is made. */
export const maskOperations = ['NotEqual', 'Any'] as const;

/** Where Keras 3's operations, which are no layers, come from. */
export const operationModules = /^keras\.(src\.)?ops(\.|$)/;

/** Layers that no table could honour, and why. */
export const refusedClasses: Readonly<Record<string, { readonly code: ProblemCode; readonly reason: string }>> = {
  Lambda: {
    code: 'keras-code',
    reason: 'is Python code, which is never run. Replace it by built-in layers, or cut the model before it',
  },
  TFOpLambda: {
    code: 'keras-code',
    reason: 'is a call of a TensorFlow function that no layer stands for. Replace it by a built-in layer',
  },
  SlicingOpLambda: {
    code: 'keras-code',
    reason: 'is Python slicing. Replace it by a built-in layer: Cropping, Reshape',
  },
  TFSMLayer: { code: 'keras-path', reason: 'loads a TensorFlow SavedModel from a path, which is never opened' },
  TorchModuleWrapper: { code: 'keras-code', reason: 'is pickled PyTorch code, which is never run' },
  JaxLayer: { code: 'keras-code', reason: 'is JAX code, which is never run' },
  FlaxLayer: { code: 'keras-code', reason: 'is Flax code, which is never run' },
  StringLookup: { code: 'keras-path', reason: 'works on text and may name a vocabulary file, which is never opened' },
  IntegerLookup: { code: 'keras-path', reason: 'may name a vocabulary file, which is never opened' },
  TextVectorization: {
    code: 'keras-path',
    reason: 'works on text and may name a vocabulary file, which is never opened',
  },
};

/** Precisions that Keras computes in, and that float32 stands in for. */
export const floatPolicies = ['float32', 'mixed_float16', 'mixed_bfloat16', 'float16', 'bfloat16', 'float64'];

/** Element types of inputs, as the network takes them. */
export const inputTypes: Readonly<Record<string, 'float32' | 'int32'>> = {
  float16: 'float32',
  bfloat16: 'float32',
  float32: 'float32',
  float64: 'float32',
  uint8: 'int32',
  int8: 'int32',
  uint16: 'int32',
  int16: 'int32',
  int32: 'int32',
  int64: 'int32',
};

/** Roles that are whole numbers in Keras's files, where all other weights are floats. */
export const wholeRoles = ['count'];
