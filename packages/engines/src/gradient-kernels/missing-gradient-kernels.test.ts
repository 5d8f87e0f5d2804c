import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { Layer, Network } from '@graftjs/core';
import { initializeWeights, listLayerTypes, loadWeights, runNetwork } from '@graftjs/network';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradientKernels, missingGradientKernels } from './missing-gradient-kernels.js';
import { registerGradients } from './register-gradients.js';

const roles: Readonly<Record<string, readonly string[]>> = {
  Conv2D: ['kernel', 'bias'],
  DepthwiseConv2D: ['kernel', 'bias'],
  Dense: ['kernel', 'bias'],
  BatchNormalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
};

function layer(name: string, type: string, from: string | readonly string[], options: Layer['options'] = {}): Layer {
  const weights = Object.fromEntries((roles[type] ?? []).map((role) => [role, `${name}/${role}`]));
  return { name, type, inputs: [from].flat().map((source) => ({ from: source })), options, weights };
}

function chain(...layers: Layer[]): Network {
  const bare: Network = {
    name: 'chain',
    inputs: [{ name: 'x', shape: [null, 6, 6, 2], dtype: 'float32' }],
    layers,
    outputs: [{ from: layers.at(-1)!.name }],
    weights: new Map(),
  };
  return initializeWeights(bare, 1);
}

const network = chain(
  layer('first', 'Conv2D', 'x', { filters: 3, kernel_size: 1 }),
  layer('second', 'DepthwiseConv2D', 'first', { kernel_size: 3 }),
  layer('pool', 'MaxPooling2D', 'second'),
  layer('third', 'Conv2D', 'pool', { filters: 3, kernel_size: 1 }),
);

beforeAll(() => {
  tf.env().set('PROD', true);
});

// The kernels stay for the rest of the process, so this order matters.
describe('on wasm as it comes', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it('names layer and kernel', () => {
    expect(missingGradientKernels(network)).toEqual([
      { layer: 'first', kernel: 'Conv2DBackpropFilter' },
      { layer: 'second', kernel: 'DepthwiseConv2dNativeBackpropInput' },
      { layer: 'second', kernel: 'DepthwiseConv2dNativeBackpropFilter' },
      { layer: 'third', kernel: 'Conv2DBackpropFilter' },
    ]);
  });

  it('asks for no gradient by an input before which nothing trains, nor by weights that are frozen', () => {
    expect(missingGradientKernels(network, (name) => name !== 'third')).toEqual([
      { layer: 'third', kernel: 'Conv2DBackpropFilter' },
    ]);
    expect(missingGradientKernels(network, (name) => name !== 'first')).toEqual([
      { layer: 'first', kernel: 'Conv2DBackpropFilter' },
      { layer: 'second', kernel: 'DepthwiseConv2dNativeBackpropInput' },
    ]);
    expect(missingGradientKernels(network, () => true)).toEqual([]);
  });
});

describe('after registerGradients', () => {
  beforeAll(registerGradients);

  it.each(['wasm', 'cpu'])('%s lacks none', async (backend) => {
    await tf.setBackend(backend);
    expect(missingGradientKernels(network)).toEqual([]);
  });
});

describe('what is listed for a layer is what its gradients run', () => {
  const image = layer('seen', 'Conv2D', 'x', { filters: 4, kernel_size: 1 });
  const examples: Readonly<Record<string, Layer>> = {
    Activation: layer('y', 'Activation', 'seen', { activation: 'elu' }),
    Add: layer('y', 'Add', ['seen', 'seen']),
    AveragePooling2D: layer('y', 'AveragePooling2D', 'seen'),
    BatchNormalization: layer('y', 'BatchNormalization', 'seen'),
    Concatenate: layer('y', 'Concatenate', ['seen', 'seen']),
    Conv2D: layer('y', 'Conv2D', 'seen', { filters: 4, kernel_size: 3, groups: 2, activation: 'elu' }),
    Dense: layer('y', 'Dense', 'seen', { units: 3, activation: 'elu' }),
    DepthwiseConv2D: layer('y', 'DepthwiseConv2D', 'seen', { kernel_size: 3, depth_multiplier: 2 }),
    Dropout: layer('y', 'Dropout', 'seen', { rate: 0.5 }),
    Flatten: layer('y', 'Flatten', 'seen'),
    GlobalAveragePooling2D: layer('y', 'GlobalAveragePooling2D', 'seen'),
    GlobalMaxPooling2D: layer('y', 'GlobalMaxPooling2D', 'seen'),
    MaxPooling2D: layer('y', 'MaxPooling2D', 'seen'),
    Multiply: layer('y', 'Multiply', ['seen', 'seen']),
    ReLU: layer('y', 'ReLU', 'seen', { max_value: 6 }),
    Rescaling: layer('y', 'Rescaling', 'seen', { scale: 2 }),
    Reshape: layer('y', 'Reshape', 'seen', { target_shape: [144] }),
    Softmax: layer('y', 'Softmax', 'seen'),
    ZeroPadding2D: layer('y', 'ZeroPadding2D', 'seen'),
  };
  const dilated = {
    'Conv2D, dilated': layer('y', 'Conv2D', 'seen', { filters: 4, kernel_size: 2, dilation_rate: 2 }),
    'DepthwiseConv2D, dilated': layer('y', 'DepthwiseConv2D', 'seen', { kernel_size: 2, dilation_rate: 2 }),
  };

  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  afterAll(() => tf.disposeVariables());

  it('has an example of every layer type', () => {
    expect(Object.keys(examples)).toEqual(listLayerTypes());
  });

  it.each(Object.entries({ ...examples, ...dilated }))('%s', async (_, example) => {
    const net = chain(image, example);
    const weights = loadWeights(net);
    const names = [...weights.keys()].filter((name) => !name.includes('moving'));
    const x = tf.ones([1, 6, 6, 2]);
    const run = (...given: tf.Tensor[]): tf.Tensor => {
      const all = new Map([...weights, ...given.map((tensor, at) => [names[at]!, tensor] as const)]);
      return tf.sum(runNetwork(net, all, new Map([['x', x]]), { batchNorm: 'affine', dropoutSeed: 1 })[0]!);
    };
    const { kernelNames } = await tf.profile(() =>
      tf.tidy(() => void tf.grads(run)(names.map((name) => weights.get(name)!)) as never),
    );
    const { byInput = [], byWeight = [], always = [] } = gradientKernels(example);
    const expected = new Set(['Conv2DBackpropFilter', ...byInput, ...byWeight, ...always]);
    const special = kernelNames.filter((name) => /Grad$|Backprop|SegmentSum/.test(name));
    expect(new Set(special)).toEqual(expected);
    tf.dispose([x, ...weights.values()]);
  });
});
