import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { GraftError, type Network, type Task } from '@graftjs/core';
import { checkNetwork, inferShapes } from '@graftjs/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyBatch } from '../test/toy-rows.js';
import { linear } from './linear.js';

const task: Task = { kind: 'classification', labels: ['a', 'b', 'c'] };

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('bind', () => {
  it('gives one Dense layer of raw scores, one a label', () => {
    const { network, activation } = linear().bind([8], task, 7);
    checkNetwork(network);
    expect(network.layers.map(({ name, type }) => [name, type])).toEqual([['scores', 'Dense']]);
    expect(inferShapes(network).get('scores')).toEqual([[null, 3]]);
    expect(activation).toBe('softmax');
  });

  it('draws its weights by the seed', () => {
    const kernel = (seed: number) => linear().bind([8], task, seed).network.weights.get('scores/kernel');
    expect(kernel(7)).toEqual(kernel(7));
    expect(kernel(7)).not.toEqual(kernel(8));
  });

  it.each([
    ['a feature map', [7, 7, 1280], task, 'head-needs-vector', '7 x 7 x 1280. Choose a pool'],
    ['a free axis', [null], task, 'head-needs-vector', 'got ?.'],
    ['one label', [8], { ...task, labels: ['a'] }, 'too-few-labels', 'at least 2 labels apart; got 1.'],
  ] as const)('refuses %s', (_, features, asked, code, text) => {
    const act = () => linear().bind(features, asked as Task, 7);
    expect(act).toThrow(GraftError);
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(act).toThrow(text);
  });
});

describe('output', () => {
  const two: Task = { kind: 'classification', labels: ['a', 'b'] };

  it('is Dense(2, sigmoid) in one line, for a strategy that trains', () => {
    const { network, activation, solve } = linear({ output: 'sigmoid' }).bind([8], two, 7);
    expect(network.layers.map(({ type, options }) => [type, options])).toEqual([['Dense', { units: 2 }]]);
    expect(activation).toBe('sigmoid');
    expect(solve).toBeUndefined();
  });

  it.each([
    [{ kind: 'multilabel', labels: ['a', 'b', 'c'] }, 'sigmoid'],
    [{ kind: 'regression', names: ['age', 'size', 'weight'] }, 'linear'],
  ] as const)('follows the task %j', (asked, activation) => {
    const bound = linear().bind([8], asked as Task, 7);
    expect(inferShapes(bound.network).get('scores')).toEqual([[null, 3]]);
    expect(bound.activation).toBe(activation);
    expect(bound.solve).toBeUndefined();
  });

  it('is solved as one sigmoid unit to what the softmax of two is', async () => {
    const train = toyBatch({ count: 60, width: 8, labels: 2 });
    const validation = toyBatch({ count: 40, width: 8, labels: 2, seed: 2 });
    const solve = async (output: 'softmax' | 'binary') =>
      linear({ output }).bind([8], two, 7).solve!(train, validation, { seed: 7 });
    const [one, pair] = [await solve('binary'), await solve('softmax')];
    expect(one.network.layers[0]!.options).toEqual({ units: 1 });
    for (const name of ['network', 'beforeRefit'] as const) {
      for (const weight of ['scores/kernel', 'scores/bias']) {
        const both = pair[name]!.weights.get(weight)!.data;
        const expected = Float32Array.from({ length: both.length / 2 }, (_, i) => both[2 * i + 1]! - both[2 * i]!);
        expect(one[name]!.weights.get(weight)!.data).toEqual(expected);
      }
    }
    expect({ ...one, network: 0, beforeRefit: 0 }).toEqual({ ...pair, network: 0, beforeRefit: 0 });
  });

  it.each([
    [{ solver: 'direct', output: 'sigmoid' }, 'here it ends in "sigmoid". Leave out solver and l2'],
    [{ l2: 0.1, output: 'sigmoid' }, 'linear has a direct solution for one label out of several'],
  ] as const)('refuses a direct solution where there is none: %j', (options, text) => {
    const act = () => linear(options).bind([8], two, 7);
    expect(act).toThrow(
      expect.objectContaining({ code: 'unsupported-solver', message: expect.stringContaining(text) }),
    );
  });

  it('leaves the direct solution out when asked to train by gradient', () => {
    expect(linear({ solver: 'gradient' }).bind([8], task, 7).solve).toBeUndefined();
    expect(linear({ solver: 'direct' }).bind([8], task, 7).solve).toBeDefined();
  });
});

describe('options', () => {
  it('become the spec', () => {
    expect(linear().spec).toEqual({});
    expect(linear({ l2: [1, 0.1] }).spec).toEqual({ l2: [1, 0.1] });
    expect(linear({ solver: 'gradient', output: 'binary' }).spec).toEqual({ solver: 'gradient', output: 'binary' });
  });

  it.each([
    [{ l2: 0 }, 'bad-option', 'a number over 0'],
    [{ l2: [] }, 'bad-option', 'got [].'],
    [{ l2: [1, NaN] }, 'bad-option', 'got [1,null].'],
    [{ l2: '1' }, 'bad-option', 'got "1".'],
    [{ C: 1 }, 'unknown-option', 'no option "C". It takes: l2, solver, output.'],
    [{ solver: 'adam' }, 'bad-option', 'linear\'s solver is one of direct, gradient; got "adam".'],
    [{ output: 'tanh' }, 'bad-option', 'linear\'s output is one of auto, softmax, sigmoid, binary; got "tanh".'],
    [
      { l2: 0.1, solver: 'gradient' },
      'bad-option',
      'got 0.1 with the solver "gradient". Use the optimizer\'s weightDecay.',
    ],
  ])('are refused where wrong: %j', (options, code, text) => {
    const act = () => linear(options as never);
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(act).toThrow(text);
  });
});

describe('exampleLoss', () => {
  const { exampleLoss } = linear().bind([8], task, 7);

  it('is the cross-entropy, finite however far apart the scores are', async () => {
    const before = tf.memory().numTensors;
    const scores = tf.tensor2d([0, 0, 0, 1, 2, 3, 1e4, -1e4, 0], [3, 3]);
    const targets = tf.tensor2d([1, 0, 0, 0, 0, 1, 0, 1, 0], [3, 3]);
    const losses = exampleLoss(scores, targets);
    const [even, likely, hopeless] = await losses.data();
    expect(even).toBeCloseTo(Math.log(3), 5);
    expect(likely).toBeCloseTo(0.407606, 5);
    expect(hopeless).toBeCloseTo(2e4, 0);
    tf.dispose([scores, targets, losses]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the gradient of a softmax', async () => {
    const gradient = tf.tidy(() =>
      tf.grad((scores) => tf.sum(exampleLoss(scores, tf.tensor2d([[0, 1, 0]]))))(tf.tensor2d([[0, 0, 0]])),
    );
    const values = [...(await gradient.data())];
    [1 / 3, -2 / 3, 1 / 3].forEach((expected, i) => expect(values[i]).toBeCloseTo(expected, 5));
    gradient.dispose();
  });
});

describe('solve', () => {
  const train = toyBatch({ count: 90, width: 8, labels: 3 });
  const validation = toyBatch({ count: 45, width: 8, labels: 3, seed: 2 });

  it('gives the same network with other weights, and says how it came by them', async () => {
    const bound = linear().bind([8], task, 7);
    const solution = await bound.solve!(train, validation, { seed: 7 });
    for (const solved of [solution.network, solution.beforeRefit!]) {
      checkNetwork(solved);
      expect({ ...solved, weights: null }).toEqual({ ...bound.network, weights: null });
      expectEveryWeightMoved(bound.network, solved);
    }
    expectEveryWeightMoved(solution.network, solution.beforeRefit!);
    const details = solution.details as { l2: number; path: { l2: number; validationLoss: number }[] };
    expect(details.path.find(({ l2 }) => l2 === details.l2)?.validationLoss).toBe(solution.validationLoss);
    expect(solution.validationLoss).toBeLessThan(Math.log(3));
    expect(JSON.parse(JSON.stringify(details))).toEqual(details);
  });

  it('takes a single penalty as it is', async () => {
    const { details } = await linear({ l2: 0.5 }).bind([8], task, 7).solve!(train, undefined, { seed: 7 });
    expect(details).toEqual({ l2: 0.5, path: [] });
  });
});

function expectEveryWeightMoved(from: Network, to: Network): void {
  for (const [name, { data }] of from.weights) {
    to.weights.get(name)!.data.forEach((value, i) => expect(value, `${name}[${i}]`).not.toBe(data[i]));
  }
}
