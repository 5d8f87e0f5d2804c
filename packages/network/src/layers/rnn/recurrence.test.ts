import '@tensorflow/tfjs-backend-cpu';
import type { Json, Layer } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { refusal } from '../../fixtures/refusal.js';
import { tinyNetwork } from '../../fixtures/tiny-networks.js';
import { initializeWeights } from '../../initialize-weights.js';
import { loadWeights } from '../../load-weights.js';
import { runNetwork } from '../../run-network.js';
import { layerType } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapesOf = (type: string, options: Layer['options'], ...shapes: (number | null)[][]) =>
  layerType(type).shapes(shapes, layerType(type).parse(options));
const wrapped = (type: string, config: Layer['options']) => ({ layer: { class_name: type, config } });

describe('refuses', () => {
  const two = { units: 2 };
  it.each<[string, Layer['options'], string]>([
    [
      'LSTM',
      { ...two, stateful: true },
      'LSTM option "stateful" is true; allowed: false, since no state outlives a batch.',
    ],
    ['LSTM', { ...two, unroll: true }, 'LSTM has no option "unroll".'],
    ['GRU', { ...two, reset_before: true }, 'GRU has no option "reset_before". It takes: reset_after'],
    ['Bidirectional', wrapped('LSTM', { ...two, unit: 3 }), 'LSTM has no option "unit". It takes: units'],
    ['Bidirectional', wrapped('Dense', two), 'allowed: { "class_name", "config" } of GRU, LSTM or SimpleRNN.'],
    [
      'Bidirectional',
      { layer: { class_name: 'LSTM' } },
      'allowed: { "class_name", "config" } of GRU, LSTM or SimpleRNN.',
    ],
    ['TimeDistributed', wrapped('BatchNormalization', {}), 'of any layer type but BatchNormalization.'],
    ['TimeDistributed', wrapped('Dens', {}), 'No layer type "Dens". Nearest: Dense'],
    [
      'Bidirectional',
      { ...wrapped('LSTM', two), backward_layer: { class_name: 'LSTM', config: two } },
      'Bidirectional has two layers whose option "go_backwards" is the same.',
    ],
    [
      'Bidirectional',
      {
        ...wrapped('LSTM', two),
        backward_layer: { class_name: 'LSTM', config: { ...two, go_backwards: true, return_sequences: true } },
      },
      'Bidirectional has two layers whose option "return_sequences" differs.',
    ],
  ])('%s %j', (type, options, message) => {
    expect(refusal(() => layerType(type).parse(options))).toContain(message);
  });

  it('inputs that do not fit', () => {
    const sequence = [null, 5, 3];
    expect(refusal(() => shapesOf('LSTM', two, sequence, [null, 2]))).toBe(
      'bad-input-count: takes a sequence, 2 initial states or none; got 2 inputs.',
    );
    expect(refusal(() => shapesOf('GRU', { ...two, mask: true }, sequence, [null, 2], [null, 2], [null, 5]))).toBe(
      'bad-input-count: takes a sequence, 1 initial states or none, a mask; got 4 inputs.',
    );
    expect(refusal(() => shapesOf('SimpleRNN', two, [null, 3]))).toBe(
      'bad-input-shape: takes a sequence (batch, steps, channels), states (batch, 2) and a mask (batch, steps); got (?, 3).',
    );
    expect(refusal(() => shapesOf('GRU', two, sequence, [null, 3]))).toContain('got (?, 5, 3), (?, 3).');
    expect(refusal(() => shapesOf('Bidirectional', wrapped('GRU', two), sequence, [null, 2]))).toBe(
      'bad-input-count: takes states for both directions, or none; got 1.',
    );
    expect(refusal(() => shapesOf('TimeDistributed', wrapped('Dense', two), [null, 3]))).toBe(
      'bad-input-shape: takes an input of at least 3 axes, batch and steps first; got (?, 3).',
    );
    expect(refusal(() => shapesOf('TimeDistributed', wrapped('Masking', {}), [null, 3, 4, 2]))).toBe(
      'bad-option: wraps a layer of 2 outputs; it takes one of 1.',
    );
    const unequal = {
      ...wrapped('LSTM', two),
      backward_layer: { class_name: 'GRU', config: { units: 3, go_backwards: true } },
    };
    expect(refusal(() => shapesOf('Bidirectional', { ...unequal, merge_mode: 'sum' }, sequence))).toBe(
      'bad-option: cannot merge (?, 2) and (?, 3) by "sum"; give both layers equal units, or merge by "concat".',
    );
  });
});

it('free steps stay free', () => {
  expect(shapesOf('LSTM', { units: 2, return_sequences: true }, [null, null, 3])).toEqual([[null, null, 2]]);
  expect(shapesOf('Bidirectional', wrapped('GRU', { units: 2, return_state: true }), [null, null, 3])).toEqual([
    [null, 4],
    [null, 2],
    [null, 2],
  ]);
  expect(shapesOf('TimeDistributed', wrapped('Conv1D', { filters: 4, kernel_size: 1 }), [null, null, 7, 3])).toEqual([
    [null, null, 7, 4],
  ]);
});

describe.each<[string, Layer['options']]>([
  ['LSTM', { units: 3, dropout: 0.5 }],
  ['GRU', { units: 3, recurrent_dropout: 0.5 }],
  ['GRU', { units: 3, dropout: 0.5, recurrent_dropout: 0.5, reset_after: false }],
  ['SimpleRNN', { units: 3, dropout: 0.5, recurrent_dropout: 0.5 }],
  ['Bidirectional', wrapped('LSTM', { units: 3, recurrent_dropout: 0.5 })],
])('%s %j', (type, options) => {
  const network = initializeWeights(tinyNetwork([null, 4, 6], [['layer', type, options]]), 1);
  const run = (dropoutSeed?: number): number[] =>
    tf.tidy(() => {
      const x = tf.sin(tf.reshape(tf.range(0, 48), [2, 4, 6]));
      return [...runNetwork(network, loadWeights(network), new Map([['x', x]]), { dropoutSeed })[0]!.dataSync()];
    });

  it('drops by the seed, and nothing without one', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run()).not.toEqual(run(1));
    expect(run().every(Number.isFinite)).toBe(true);
  });
});

it('what is dropped of the input is the same at every step', () => {
  const config = { units: 4, activation: 'linear', use_bias: false, dropout: 0.5, return_sequences: true } as const;
  const network = tinyNetwork([null, 3, 4], [['layer', 'SimpleRNN', config]]);
  const steps = tf.tidy(() => {
    const weights = new Map<string, tf.Tensor>([
      ['layer/kernel', tf.eye(4)],
      ['layer/recurrent_kernel', tf.zeros([4, 4])],
    ]);
    const inputs = new Map([['x', tf.ones([5, 3, 4])]]);
    return runNetwork(network, weights, inputs, { dropoutSeed: 1 })[0]!.arraySync() as number[][][];
  });
  expect(new Set(steps.flat(2))).toEqual(new Set([0, 2]));
  for (const [first, second, third] of steps) expect([second, third]).toEqual([first, first]);
  expect(new Set(steps.map(([first]) => first!.join())).size).toBeGreaterThan(1);
});

describe('work for each step', () => {
  const kernelsOf = async (type: string, options: Json, steps: number): Promise<string[]> => {
    const network = initializeWeights(tinyNetwork([null, steps, 3], [['layer', type, options as Layer['options']]]), 1);
    const weights = loadWeights(network);
    const x = tf.ones([2, steps, 3]);
    const { kernels, result } = await tf.profile(() => runNetwork(network, weights, new Map([['x', x]])));
    tf.dispose([x, ...(result as tf.Tensor[]), ...weights.values()]);
    return kernels.map(({ name }) => name);
  };

  it.each([
    ['SimpleRNN', 3, 1],
    ['LSTM', 12, 1],
    ['GRU', 19, 1],
  ])('of %s is at most %i kernels, %i product of matrices among them', async (type, kernels, products) => {
    const [short, long] = [await kernelsOf(type, { units: 2 }, 10), await kernelsOf(type, { units: 2 }, 20)];
    expect((long.length - short.length) / 10).toBeLessThanOrEqual(kernels);
    const productsOf = (names: string[]) => names.filter((name) => name === 'BatchMatMul').length;
    expect((productsOf(long) - productsOf(short)) / 10).toBe(products);
    expect(productsOf(short)).toBe(10 * products + 1);
  });

  it('leaves nothing behind until the layer ends but what goes on', async () => {
    const network = initializeWeights(tinyNetwork([null, 50, 3], [['layer', 'LSTM', { units: 2 }]]), 1);
    const weights = loadWeights(network);
    const x = tf.ones([2, 50, 3]);
    const before = tf.memory().numTensors;
    const { kernels, result } = await tf.profile(() => runNetwork(network, weights, new Map([['x', x]])));
    const most = Math.max(...kernels.map(({ totalTensorsSnapshot }) => totalTensorsSnapshot)) - before;
    // For each step its part of the products, the output and the cell.
    expect(most).toBeLessThan(50 * 3 + 40);
    tf.dispose([x, ...(result as tf.Tensor[]), ...weights.values()]);
    expect(tf.memory().numTensors).toBe(before - 1 - weights.size);
  });
});
