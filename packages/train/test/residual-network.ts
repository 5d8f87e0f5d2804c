import type { HostTensor, Layer, Network } from '@graftjs/core';

/** Where its blocks end. */
export const residualBlockEnds = ['stem_activation', 'block_add', 'top_activation'] as const;

/**
 * A convolution, a depthwise one beside a shortcut, and a pointwise one, each with BatchNorm; `fixtures/keras-tiny-training.json`
 * trains the same.
 *
 * @param classes columns of the Dense layer at its end
 */
export function residualNetwork(classes: number, weights: ReadonlyMap<string, HostTensor> = new Map()): Network {
  return {
    name: 'residual',
    inputs: [{ name: 'input', shape: [null, 8, 8, 3], dtype: 'float32' }],
    layers: [
      convolution('stem_conv', 'Conv2D', 'input', { filters: 8, kernel_size: 3, strides: 2, padding: 'same' }),
      batchNorm('stem_bn', 'stem_conv'),
      layer('stem_activation', 'ReLU', ['stem_bn'], { max_value: 6 }),
      convolution('block_dwconv', 'DepthwiseConv2D', 'stem_activation', { kernel_size: 3, padding: 'same' }),
      batchNorm('block_bn', 'block_dwconv'),
      layer('block_add', 'Add', ['block_bn', 'stem_activation']),
      convolution('top_conv', 'Conv2D', 'block_add', { filters: 12, kernel_size: 1 }),
      batchNorm('top_bn', 'top_conv'),
      layer('top_activation', 'ReLU', ['top_bn'], { max_value: 6 }),
      layer('avg_pool', 'GlobalAveragePooling2D', ['top_activation']),
      {
        ...layer('predictions', 'Dense', ['avg_pool'], { units: classes }),
        weights: { kernel: 'predictions/kernel', bias: 'predictions/bias' },
      },
    ],
    outputs: [{ from: 'predictions' }],
    weights,
  };
}

function layer(name: string, type: string, from: readonly string[], options: Layer['options'] = {}): Layer {
  return { name, type, inputs: from.map((source) => ({ from: source })), options, weights: {} };
}

function convolution(name: string, type: 'Conv2D' | 'DepthwiseConv2D', from: string, options: Layer['options']): Layer {
  return { ...layer(name, type, [from], { ...options, use_bias: false }), weights: { kernel: `${name}/kernel` } };
}

function batchNorm(name: string, from: string): Layer {
  const roles = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  const weights = Object.fromEntries(roles.map((role) => [role, `${name}/${role}`]));
  return { ...layer(name, 'BatchNormalization', [from]), weights };
}
