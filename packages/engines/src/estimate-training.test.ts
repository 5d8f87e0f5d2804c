import '@tensorflow/tfjs-backend-wasm';
import type { BatchNormMode, BatchShape, Layer, Network } from '@graftjs/core';
import { initializeWeights, layerType, listWeights } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guardMemory } from './backend-memory.js';
import {
  estimateTraining,
  estimateTrainingBytes,
  largestTrainingBatch,
  type TrainedPart,
} from './estimate-training.js';
import { registerGradients } from './gradient-kernels.js';
import { measureTrainingStep } from './measure-training-step.js';

const network = stack(4);

beforeAll(async () => {
  tf.env().set('PROD', true);
  await tf.setBackend('wasm');
  registerGradients();
  // Puts itself around the allocator, as the test below does after it.
  guardMemory(tf.backend());
});

describe('estimateTraining', () => {
  const part = partOf(network, 'frozen');

  it('is in proportion to examples, epochs and the measured step', () => {
    const plan = { batchSize: 32, examples: 800, epochs: 5, secondsPerExample: 0.06 };
    expect(estimateTraining(part, plan).minutes).toBeCloseTo(4);
    expect(estimateTraining(part, { ...plan, epochs: 10 }).minutes).toBeCloseTo(8);
  });

  it('tells what later boundaries would cost instead: ever less', () => {
    const plan = { batchSize: 32, examples: 800, epochs: 5, secondsPerExample: 0.06 };
    const { minutes, bytes, laterBoundaries } = estimateTraining(part, plan, ['relu0', 'relu1', 'relu2']);
    expect(laterBoundaries.map(({ boundary }) => boundary)).toEqual(['relu0', 'relu1', 'relu2']);
    for (const [costs, whole] of [
      [laterBoundaries.map((later) => later.minutes), minutes],
      [laterBoundaries.map((later) => later.bytes), bytes],
    ] as const) {
      expect([...costs].sort((a, b) => b - a)).toEqual(costs);
      expect(costs[0]).toBeLessThan(whole);
      expect(costs.at(-1)).toBeGreaterThan(0);
    }
    // Four equal blocks: without the first, three quarters are left, and the next no longer passes a gradient on.
    expect(laterBoundaries[0]!.minutes / minutes).toBeCloseTo(0.75, 1);
  });

  it('counts no gradients where nothing trains: the last layer alone takes its own two passes more than running forward', () => {
    const plan = { batchSize: 1, examples: 1, epochs: 60, secondsPerExample: 1 };
    const [all, last] = [() => true, (name: string) => name.startsWith('conv3')].map(
      (trained) => estimateTraining({ network, trained }, plan, ['relu2']).laterBoundaries[0]!.minutes,
    );
    expect(last).toBeGreaterThan(all!);
  });
});

describe('estimateTrainingBytes', () => {
  it.each(['frozen', 'affine', 'train'] as const)('is near what a step allocates, BatchNorm %s', async (mode) => {
    const part = partOf(network, mode);
    const batch = 16;
    const peak = await heightOf(() => measureTrainingStep(part, batch));
    const ratio = estimateTrainingBytes(part, batch) / peak;
    expect(ratio).toBeGreaterThan(2 / 3);
    expect(ratio).toBeLessThan(3 / 2);
  });

  it.each<[string, readonly number[], Layer['options'], number?]>([
    ['LSTM', [20, 32], { units: 48 }],
    ['GRU', [20, 32], { units: 32, return_sequences: true }],
    ['SimpleRNN', [20, 32], { units: 32 }],
    ['Bidirectional', [20, 32], { layer: { class_name: 'LSTM', config: { units: 32 } } }],
    ['TimeDistributed', [20, 32], { layer: { class_name: 'Dense', config: { units: 32, activation: 'gelu' } } }],
    ['MultiHeadAttention', [30, 32], { num_heads: 4, key_dim: 8 }, 2],
    ['Attention', [30, 32], {}, 2],
    ['AdditiveAttention', [20, 32], {}, 2],
    ['LayerNormalization', [24, 24, 16], {}],
    ['GroupNormalization', [24, 24, 16], { groups: 4 }],
    ['UnitNormalization', [24, 24, 16], {}],
    ['Conv1D', [20, 32], { filters: 32, kernel_size: 3, activation: 'silu' }],
    ['Conv2DTranspose', [24, 24, 16], { filters: 16, kernel_size: 3, strides: 2, padding: 'same' }],
    ['SeparableConv2D', [24, 24, 16], { filters: 16, kernel_size: 3, padding: 'same' }],
    ['PReLU', [24, 24, 16], { shared_axes: [1, 2] }],
    ['Activation', [24, 24, 16], { activation: 'gelu' }],
    ['Maximum', [24, 24, 16], {}, 2],
  ])('is near what a step allocates with %s', async (type, example, options, inputs = 1) => {
    const part = partOf(behindDense(type, [null, ...example], options, inputs), 'frozen');
    const batch = 16;
    const peak = await heightOf(() => measureTrainingStep(part, batch));
    const ratio = estimateTrainingBytes(part, batch) / peak;
    expect(ratio).toBeGreaterThan(2 / 3);
    expect(ratio).toBeLessThan(3 / 2);
  });

  it('has the largest batch for a memory, and none where one example is too much', () => {
    const part = partOf(network, 'affine');
    const batch = largestTrainingBatch(part, 50e6)!;
    expect(estimateTrainingBytes(part, batch)).toBeLessThanOrEqual(50e6);
    expect(estimateTrainingBytes(part, batch + 1)).toBeGreaterThan(50e6);
    expect(largestTrainingBatch(part, 1000)).toBeUndefined();
  });
});

describe('measureTrainingStep', () => {
  it('gives seconds, leaves nothing behind and changes no weight', async () => {
    const before = tf.memory();
    const bytes = [...network.weights.values()].map(({ data }) => [...data]);
    const seconds = await measureTrainingStep(partOf(network, 'train'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect([...network.weights.values()].map(({ data }) => [...data])).toEqual(bytes);
  });

  it('leaves nothing behind where a layer fails', async () => {
    const before = tf.memory();
    const [name = '', kernel] = [...network.weights].filter(([weight]) => weight.endsWith('kernel')).at(-1)!;
    const misshapen = { ...kernel!, shape: [1, 1, 3, (kernel!.data.length / 3) | 0] };
    const broken = { ...misshapen, data: new Float32Array(3 * misshapen.shape[3]!) } as typeof kernel;
    const part = partOf({ ...network, weights: new Map([...network.weights, [name, broken!]]) }, 'train');
    await expect(measureTrainingStep(part)).rejects.toMatchObject({ code: 'layer-failed' });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('refuses a part that does not train, leaving nothing behind', async () => {
    const before = tf.memory().numTensors;
    await expect(measureTrainingStep({ network, trained: () => false })).rejects.toMatchObject({
      code: 'nothing-to-train',
      message: 'No weight of stack is to be trained, so no step can be timed.',
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Blocks of convolution, BatchNorm and ReLU6. */
function stack(blocks: number): Network {
  const layers: Layer[] = [];
  for (let block = 0; block < blocks; block++) {
    const from = block === 0 ? 'image' : `relu${block - 1}`;
    const roles = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
    layers.push(
      {
        name: `conv${block}`,
        type: 'Conv2D',
        inputs: [{ from }],
        options: { filters: 16, kernel_size: 3, padding: 'same', use_bias: false },
        weights: { kernel: `conv${block}/kernel` },
      },
      {
        name: `bn${block}`,
        type: 'BatchNormalization',
        inputs: [{ from: `conv${block}` }],
        options: {},
        weights: Object.fromEntries(roles.map((role) => [role, `bn${block}/${role}`])),
      },
      { name: `relu${block}`, type: 'ReLU', inputs: [{ from: `bn${block}` }], options: { max_value: 6 }, weights: {} },
    );
  }
  const bare: Network = {
    name: 'stack',
    inputs: [{ name: 'image', shape: [null, 24, 24, 16], dtype: 'float32' }],
    layers,
    outputs: [{ from: `relu${blocks - 1}` }],
    weights: new Map(),
  };
  return initializeWeights(bare, 1);
}

/** One layer behind a Dense layer that trains too. */
function behindDense(type: string, shape: BatchShape, options: Layer['options'], inputs: number): Network {
  const entry = layerType(type);
  const shapes = Array.from({ length: inputs }, () => shape);
  const roles = Object.keys(entry.roles(shapes, entry.parse(options)));
  const bare: Network = {
    name: type,
    inputs: [{ name: 'x', shape, dtype: 'float32' }],
    layers: [
      {
        name: 'dense',
        type: 'Dense',
        inputs: [{ from: 'x' }],
        options: { units: shape.at(-1) ?? 1 },
        weights: { kernel: 'dense/kernel', bias: 'dense/bias' },
      },
      {
        name: 'layer',
        type,
        inputs: shapes.map(() => ({ from: 'dense' })),
        options,
        weights: Object.fromEntries(roles.map((role) => [role, `layer/${role}`])),
      },
    ],
    outputs: [{ from: 'layer' }],
    weights: new Map(),
  };
  return initializeWeights(bare, 1);
}

function partOf(net: Network, batchNorm: BatchNormMode): TrainedPart {
  const roles = listWeights(net);
  const trained = (name: string): boolean =>
    roles.get(name)!.trainable && (batchNorm !== 'frozen' || !name.startsWith('bn'));
  return { network: net, trained, batchNorm: () => batchNorm };
}

/** The most that the wasm backend has allocated at once during some work. */
async function heightOf(work: () => Promise<unknown>): Promise<number> {
  const { wasm } = tf.backend() as unknown as {
    wasm: { _malloc(bytes: number): number; _free(address: number): void };
  };
  const { _malloc: allocate, _free: free } = wasm;
  const sizes = new Map<number, number>();
  let held = 0;
  let peak = 0;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    sizes.set(address, bytes);
    held += bytes;
    peak = Math.max(peak, held);
    return address;
  };
  wasm._free = (address) => {
    held -= sizes.get(address) ?? 0;
    sizes.delete(address);
    free(address);
  };
  try {
    await work();
    return peak;
  } finally {
    wasm._malloc = allocate;
    wasm._free = free;
  }
}
