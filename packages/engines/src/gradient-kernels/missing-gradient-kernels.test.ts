import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { Layer, Network } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { kerasCases, networkOf, type KerasCase } from '@graftjs/network/fixtures/keras-cases';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientsOf } from '../fixtures/slopes-of.js';
import { gradientKernels, missingGradientKernels } from './missing-gradient-kernels.js';
import { registerGradients } from './register-gradients.js';

const roles: Readonly<Record<string, readonly string[]>> = {
  Conv2D: ['kernel', 'bias'],
  DepthwiseConv2D: ['kernel', 'bias'],
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
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(kerasCases)('$name', async (example) => {
    const network = networkOf(example);
    const { byInput = [], byWeight = [], always = [] } = gradientKernels(network.layers[0]!);
    const names = Object.keys(example.slopes);
    const isInput = (name: string): boolean => name.startsWith('input');
    for (const [kernels, by] of [
      [byInput, names.filter(isInput)],
      [byWeight, names.filter((name) => !isInput(name))],
    ] as const) {
      if (by.length === 0) continue;
      expect(await specialKernels(example, by)).toEqual(new Set([...kernels, ...always]));
    }
  });
});

/** Those that serve for gradients, of all that run. */
async function specialKernels(example: KerasCase, names: readonly string[]): Promise<Set<string>> {
  const { kernelNames } = await tf.profile(() => tf.dispose(gradientsOf(example, names)));
  return new Set(kernelNames.filter((name) => /Grad$|Backprop|SegmentSum/.test(name)));
}
