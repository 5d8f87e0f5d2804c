import '@tensorflow/tfjs-backend-cpu';
import './gradients.js';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from './fixtures/refusal.js';
import { randomValues } from './fixtures/run-on-cpu.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { toTensor } from './host-values.js';
import { initializeWeights } from './initialize-weights.js';
import { loadWeights } from './load-weights.js';
import { runNetwork } from './run-network.js';

const network = tinyResidual();
let outside = 0;
let weights: Map<string, Tensor>;
let x: Tensor;
let before = 0;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  outside = tf.memory().numTensors;
  weights = loadWeights(network);
  x = toTensor(randomValues([2, 8, 8, 3]));
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, ...weights.values()]);
  expect(tf.memory().numTensors).toBe(outside);
});

const inputs = () => new Map([['x', x]]);
const read = (tensors: readonly Tensor[]): number[][] => {
  const values = tensors.map((tensor) => [...tensor.dataSync()]);
  tf.dispose([...tensors]);
  return values;
};

describe('memory', () => {
  it('leaves only the outputs', () => {
    const outputs = runNetwork(network, weights, inputs());
    expect(outputs.map(({ shape }) => shape)).toEqual([[2, 3]]);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose(outputs);
  });

  it('frees a tensor once its last consumer has run', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => [`layer${at}`, 'Activation', { activation: 'relu' }] as const);
    const deep = tinyNetwork([null, 8, 8, 3], lines);
    const start = tf.memory().numBytes;
    const profile = await tf.profile(() => runNetwork(deep, new Map(), inputs()));
    const size = 2 * 8 * 8 * 3 * 4;
    const peak = Math.max(...profile.kernels.map(({ totalBytesSnapshot }) => totalBytesSnapshot)) - start;
    expect(profile.kernels.length).toBe(20);
    expect(peak).toBe(2 * size);
    tf.dispose(profile.result as Tensor[]);
  });

  it('keeps a tensor that a later layer still needs', () => {
    const values = read(
      runNetwork({ ...network, outputs: [{ from: 'add' }, { from: 'stem_act' }] }, weights, inputs()),
    );
    expect(values.map(({ length }) => length)).toEqual([128, 128]);
  });

  it('leaves nothing when a layer throws half-way', () => {
    weights.get('scores/kernel')!.dispose();
    weights.set('scores/kernel', tf.zeros([5, 3]));
    before = tf.memory().numTensors;
    expect(refusal(() => runNetwork(network, weights, inputs()))).toMatch(
      /^layer-failed: Layer "scores" \(Dense\) failed: .*inner shapes/,
    );
  });

  it('leaves nothing when a weight is missing half-way', () => {
    const some = new Map([...weights].filter(([name]) => name !== 'project_bn/beta'));
    expect(refusal(() => runNetwork(network, some, inputs()))).toBe(
      'missing-weight: Layer "project_bn" needs the weight "project_bn/beta", which was not given.',
    );
  });

  it('works inside tidy', () => {
    const [scores] = tf.tidy(() => runNetwork(network, weights, inputs()));
    expect(scores!.isDisposed).toBe(false);
    scores!.dispose();
  });

  it('gives tensors of its own even where a network passes its input on', () => {
    const through = tinyNetwork([null, 8, 8, 3], [['drop', 'Dropout', { rate: 0.5 }]]);
    const outputs = runNetwork({ ...through, outputs: [{ from: 'x' }, { from: 'drop' }] }, weights, inputs());
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose(outputs);
    expect(x.isDisposed).toBe(false);
  });

  it('gives two tensors for one output named twice', () => {
    const outputs = runNetwork({ ...network, outputs: [{ from: 'scores' }, { from: 'scores' }] }, weights, inputs());
    outputs[0]!.dispose();
    expect(outputs[1]!.isDisposed).toBe(false);
    outputs[1]!.dispose();
  });

  it('does not run what no output needs', () => {
    const values = runNetwork(
      { ...network, outputs: [{ from: 'stem_act' }] },
      new Map([...weights].slice(0, 5)),
      inputs(),
    );
    tf.dispose(values);
  });
});

describe('under a gradient tape', () => {
  it('gives a gradient for every trainable weight and leaks nothing', () => {
    const names = [...weights.keys()].filter((name) => !/moving/.test(name));
    const loss = (...tensors: Tensor[]) => {
      const all = new Map([...weights, ...tensors.map((tensor, at) => [names[at]!, tensor] as const)]);
      const [scores] = runNetwork(network, all, inputs(), { batchNorm: 'affine' });
      return tf.mean(tf.square(scores!));
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => weights.get(name)!));
    const still = names.filter((_, at) => grads[at]!.dataSync().every((slope) => slope === 0));
    tf.dispose([value, ...grads]);
    expect(still).toEqual([]);
  });

  it('gives the gradient of a folded network, whose kernels have activations', () => {
    const folded = foldBatchNorm(network);
    const foldedWeights = loadWeights(folded);
    const slopes = [network, folded].map((net, at) => {
      const all = at === 0 ? weights : foldedWeights;
      return tf.grad((image) => tf.sum(runNetwork(net, all, new Map([['x', image]]))[0]!))(x);
    });
    tf.dispose([...foldedWeights.values()]);
    const [plain, fused] = read(slopes);
    expect(Math.max(...plain!.map((slope, at) => Math.abs(slope - fused![at]!)))).toBeLessThan(1e-5);
  });

  it('gives the gradient that finite differences give', () => {
    const kernel = weights.get('dw_conv/kernel')!;
    const loss = (tensor: Tensor) => {
      const all = new Map([...weights, ['dw_conv/kernel', tensor]]);
      return tf.sum(runNetwork(network, all, inputs(), { batchNorm: 'train' })[0]!);
    };
    const gradient = tf.grad(loss)(kernel);
    const slope = tf.tidy(() => {
      const step = tf.mul(tf.reshape(tf.oneHot(tf.tensor1d([4], 'int32'), kernel.size), kernel.shape), 1e-2);
      const difference = tf.sub(loss(tf.add(kernel, step)), loss(tf.sub(kernel, step)));
      return difference.dataSync()[0]! / 2e-2;
    });
    expect(gradient.dataSync()[4]).toBeCloseTo(slope, 2);
    gradient.dispose();
  });
});

describe('BatchNormalization', () => {
  const train = { batchNorm: 'train' as const };

  it('hands new statistics over, once a layer, and drops them when nobody takes them', () => {
    const updates = new Map<string, Tensor>();
    const taken = runNetwork(network, weights, inputs(), {
      ...train,
      onUpdate: (name, next) => updates.set(name, next),
    });
    expect([...updates.keys()]).toEqual(
      ['stem_bn', 'dw_bn', 'project_bn'].flatMap((name) => [`${name}/moving_mean`, `${name}/moving_variance`]),
    );
    const dropped = runNetwork(network, weights, inputs(), train);
    expect(read(dropped)).toEqual(read(taken));
    tf.dispose([...updates.values()]);
  });

  it('takes new statistics off the tape: they outlive it and change no gradient', () => {
    const updates: Tensor[] = [];
    const kernel = weights.get('stem_conv/kernel')!;
    const gradientOf = (onUpdate?: (name: string, next: Tensor) => void) =>
      tf.grad((tensor) => {
        const all = new Map([...weights, ['stem_conv/kernel', tensor]]);
        return tf.sum(runNetwork(network, all, inputs(), { ...train, onUpdate })[0]!);
      })(kernel);
    const [withUpdates, without] = read([gradientOf((_, next) => updates.push(next)), gradientOf()]);
    expect(withUpdates).toEqual(without);
    expect(updates.map(({ isDisposed }) => isDisposed)).toEqual(Array.from({ length: 6 }, () => false));
    tf.dispose(updates);
  });

  it('may be asked of each layer', () => {
    const updates: string[] = [];
    const outputs = runNetwork(network, weights, inputs(), {
      batchNorm: (layer) => (layer === 'dw_bn' ? 'train' : 'frozen'),
      onUpdate: (name, next) => {
        updates.push(name);
        next.dispose();
      },
    });
    expect(updates).toEqual(['dw_bn/moving_mean', 'dw_bn/moving_variance']);
    tf.dispose(outputs);
  });
});

describe('Dropout', () => {
  const dropping = tinyNetwork([null, 8, 8, 3], [['a', 'Dropout', { rate: 0.25 }]]);
  const dropped = (dropoutSeed?: number, net = dropping) =>
    read(runNetwork(net, weights, inputs(), { dropoutSeed }))[0]!;

  it('drops nothing without a seed', () => {
    expect(dropped()).toEqual([...x.dataSync()]);
  });

  it('drops by seed and layer, and scales what stays', () => {
    expect(dropped(0)).toEqual(dropped(0));
    expect(dropped(0)).not.toEqual(dropped(1));
    expect(dropped(0)).not.toEqual(dropped(0, tinyNetwork([null, 8, 8, 3], [['b', 'Dropout', { rate: 0.25 }]])));
    const values = [...x.dataSync()];
    const kept = dropped(3).filter((value, at) => Math.abs(value - values[at]! / 0.75) < 1e-5);
    const zeros = dropped(3).filter((value) => value === 0);
    expect(kept.length + zeros.length).toBe(values.length);
    expect(zeros.length / values.length).toBeGreaterThan(0.17);
    expect(zeros.length / values.length).toBeLessThan(0.33);
  });

  it('drops everything at rate 1', () => {
    const all = tinyNetwork([null, 8, 8, 3], [['a', 'Dropout', { rate: 1 }]]);
    expect(new Set(dropped(1, all))).toEqual(new Set([0]));
  });
});

describe('inputs', () => {
  it.each<[string, () => Map<string, Tensor>, string]>([
    ['none', () => new Map(), 'missing-input: tiny needs the input "x" (?, 8, 8, 3).'],
    [
      'one too many',
      () =>
        new Map([
          ['x', x],
          ['mask', x],
        ]),
      'unknown-input: tiny has no input "mask"; it has: x.',
    ],
    [
      'one of another shape',
      () => new Map([['x', weights.get('stem_conv/kernel')!]]),
      'bad-input-shape: Input "x" of tiny is float32 (?, 8, 8, 3); got float32 (3, 3, 3, 4).',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(refusal(() => runNetwork(network, weights, given()))).toBe(message);
  });

  it('refuses another dtype', () => {
    const whole = tf.zeros([1, 8, 8, 3], 'int32');
    expect(refusal(() => runNetwork(network, weights, new Map([['x', whole]])))).toContain('got int32 (1, 8, 8, 3).');
    whole.dispose();
  });

  it('of any batch size give the same scores', () => {
    const both = read(runNetwork(network, weights, inputs()))[0]!;
    const [first, second] = tf.split(x, 2);
    const single = [first, second].map((one) => read(runNetwork(network, weights, new Map([['x', one!]])))[0]!);
    tf.dispose([first!, second!]);
    expect(single.flat()).toEqual(both);
  });
});

it('draws the same weights for the same seed', () => {
  const bare = { ...network, weights: new Map() };
  expect(initializeWeights(bare, 3)).toEqual(initializeWeights(bare, 3));
  expect(initializeWeights(bare, 3)).not.toEqual(initializeWeights(bare, 4));
});
