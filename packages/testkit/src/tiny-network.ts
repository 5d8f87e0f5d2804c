import type { ImageInput, Layer, Network, OpenBackbone } from '@graftjs/core';
import { imagePreprocess } from '@graftjs/images';
import { initializeWeights, networkFingerprint } from '@graftjs/network';

/**
 * A residual convolutional network of about a thousand weights: BatchNorm, a depthwise convolution, a branch, a pooling
 * and a classifier, so that whatever holds for it has met every kind of difficulty once.
 *
 * @param options.size height and width of the input; default 8
 * @param options.classes default 4
 * @param options.seed draws the weights; default 1
 */
export function tinyNetwork({ size = 8, classes = 4, seed = 1 } = {}): Network {
  const layers: Layer[] = [
    convolution('stem_conv', 'Conv2D', 'input', {
      filters: 8,
      kernel_size: 3,
      strides: 2,
      padding: 'same',
      use_bias: false,
    }),
    batchNorm('stem_bn', 'stem_conv'),
    { name: 'stem_activation', type: 'ReLU', inputs: [{ from: 'stem_bn' }], options: { max_value: 6 }, weights: {} },
    convolution('block_dwconv', 'DepthwiseConv2D', 'stem_activation', {
      kernel_size: 3,
      padding: 'same',
      use_bias: false,
    }),
    batchNorm('block_bn', 'block_dwconv'),
    {
      name: 'block_add',
      type: 'Add',
      inputs: [{ from: 'block_bn' }, { from: 'stem_activation' }],
      options: {},
      weights: {},
    },
    convolution('top_conv', 'Conv2D', 'block_add', { filters: 12, kernel_size: 1, use_bias: false }),
    batchNorm('top_bn', 'top_conv'),
    { name: 'top_activation', type: 'ReLU', inputs: [{ from: 'top_bn' }], options: { max_value: 6 }, weights: {} },
    {
      name: 'avg_pool',
      type: 'GlobalAveragePooling2D',
      inputs: [{ from: 'top_activation' }],
      options: {},
      weights: {},
    },
    {
      name: 'predictions',
      type: 'Dense',
      inputs: [{ from: 'avg_pool' }],
      options: { units: classes, activation: 'softmax' },
      weights: { kernel: 'predictions/kernel', bias: 'predictions/bias' },
    },
  ];
  const bare: Network = {
    name: 'tiny',
    inputs: [{ name: 'input', shape: [null, size, size, 3], dtype: 'float32' }],
    layers,
    outputs: [{ from: 'predictions' }],
    weights: new Map(),
  };
  return initializeWeights(bare, seed);
}

/** `tinyNetwork` as a backbone for pictures, with its own preprocessing. */
export function tinyBackbone(
  options: { size?: number; classes?: number; seed?: number } = {},
): OpenBackbone<ImageInput> {
  const network = tinyNetwork(options);
  const size = options.size ?? 8;
  const preprocess = imagePreprocess({ input: 'input', width: size, height: size, mean: 127.5, std: 127.5 });
  return {
    id: 'tiny/random',
    modality: 'image',
    license: 'Apache-2.0',
    classifier: {
      layer: 'predictions',
      labels: Array.from({ length: options.classes ?? 4 }, (_, index) => `class ${index}`),
    },
    fingerprint: networkFingerprint(network).json([preprocess.kind, preprocess.spec]).hex(),
    preprocess,
    network,
    blockEnds: ['stem_activation', 'block_add', 'top_activation'],
  };
}

function convolution(name: string, type: 'Conv2D' | 'DepthwiseConv2D', from: string, options: Layer['options']): Layer {
  return { name, type, inputs: [{ from }], options, weights: { kernel: `${name}/kernel` } };
}

function batchNorm(name: string, from: string): Layer {
  const roles = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  return {
    name,
    type: 'BatchNormalization',
    inputs: [{ from }],
    options: {},
    weights: Object.fromEntries(roles.map((role) => [role, `${name}/${role}`])),
  };
}
