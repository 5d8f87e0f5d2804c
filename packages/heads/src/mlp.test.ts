import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { GraftError, type Task } from '@graftjs/core';
import { checkNetwork, inferShapes, loadWeights, runNetwork } from '@graftjs/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyBatch } from '../test/toy-rows.js';
import { mlp } from './mlp.js';

const task = (count: number): Task => ({ kind: 'classification', labels: ['a', 'b', 'c'].slice(0, count) });

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('bind', () => {
  it('is Dense(32, relu) and Dense(1, sigmoid) in one line', () => {
    const { network, activation } = mlp({ units: [32], output: 'binary' }).bind([8], task(2), 7);
    checkNetwork(network);
    expect(network.layers.map(({ type, options }) => [type, options])).toEqual([
      ['Dense', { units: 32, activation: 'relu' }],
      ['Dense', { units: 1 }],
    ]);
    expect(activation).toBe('sigmoid');
  });

  it('has layers and dropout at any depth', () => {
    const { network, activation, solve } = mlp({ units: [16, 8], dropout: 0.5, activation: 'tanh' }).bind(
      [8],
      task(3),
      7,
    );
    expect(network.layers.map(({ name, options }) => [name, options])).toEqual([
      ['hidden1', { units: 16, activation: 'tanh' }],
      ['dropout1', { rate: 0.5 }],
      ['hidden2', { units: 8, activation: 'tanh' }],
      ['dropout2', { rate: 0.5 }],
      ['scores', { units: 3 }],
    ]);
    expect(inferShapes(network).get('scores')).toEqual([[null, 3]]);
    expect(activation).toBe('softmax');
    expect(solve).toBeUndefined();
  });

  it('draws its weights by the seed', () => {
    const kernel = (seed: number) => mlp().bind([8], task(3), seed).network.weights.get('hidden1/kernel');
    expect(kernel(7)).toEqual(kernel(7));
    expect(kernel(7)).not.toEqual(kernel(8));
  });

  it.each([
    [{ kind: 'multilabel', labels: ['a', 'b', 'c'] }, 3, 'sigmoid'],
    [{ kind: 'regression', names: ['age', 'size'] }, 2, 'linear'],
  ] as const)('serves the task %j', (given, units, activation) => {
    const bound = mlp().bind([8], given as Task, 7);
    expect(inferShapes(bound.network).get('scores')).toEqual([[null, units]]);
    expect(bound.activation).toBe(activation);
  });

  it('refuses a feature map', () => {
    const act = () => mlp().bind([7, 7, 320], task(2), 7);
    expect(act).toThrow(expect.objectContaining({ code: 'head-needs-vector' }));
    expect(act).toThrow('The head mlp takes a vector of features; got 7 x 7 x 320.');
  });
});

it.each([
  ['softmax', 3],
  ['sigmoid', 3],
  ['binary', 2],
] as const)('learns easy data by gradient descent, ending in %s', (output, labels) => {
  const { features, targets } = toyBatch({ count: 60, width: 4, labels });
  const { network, exampleLoss } = mlp({ units: [16], output }).bind([4], task(labels), 7);
  const weights = loadWeights(network);
  const names = [...weights.keys()];
  const losses = tf.tidy(() => {
    const x = tf.div(tf.tensor2d(Float32Array.from(features.data), [60, 4]), 4);
    const y = tf.tensor2d(Float32Array.from(targets.data), [60, labels]);
    const step = tf.valueAndGrads((...values: tf.Tensor[]) => {
      const now = new Map(names.map((name, i) => [name, values[i]!]));
      return tf.mean(exampleLoss(runNetwork(network, now, new Map([['features', x]]))[0]!, y));
    });
    return Array.from({ length: 200 }, () => {
      const { value, grads } = step(names.map((name) => weights.get(name)!));
      names.forEach((name, i) => weights.set(name, tf.sub(weights.get(name)!, tf.mul(grads[i]!, 0.1))));
      return value.dataSync()[0]!;
    });
  });
  expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
});

describe('options', () => {
  it('become the spec', () => {
    expect(mlp().spec).toEqual({});
    expect(mlp({ units: [32], dropout: 0.2, activation: 'silu', output: 'sigmoid' }).spec).toEqual({
      units: [32],
      dropout: 0.2,
      activation: 'silu',
      output: 'sigmoid',
    });
  });

  it.each([
    [{ units: [] }, 'bad-option', "mlp's units is a list of whole numbers from 1, one a hidden layer, such as [32]; got []."],
    [{ units: [0] }, 'bad-option', 'got [0].'],
    [{ units: [1.5] }, 'bad-option', 'got [1.5].'],
    [{ units: 32 }, 'bad-option', 'got 32.'],
    [{ dropout: 1 }, 'bad-option', "mlp's dropout is a number from 0 to below 1; got 1."],
    [{ dropout: NaN }, 'bad-option', 'got NaN.'],
    [{ dropout: '0.5' }, 'bad-option', 'got "0.5".'],
    [{ activation: 'softmax' }, 'bad-option', "mlp's activation is one of relu, silu, tanh; got \"softmax\"."],
    [{ output: 'softmx' }, 'bad-option', "mlp's output is one of auto, softmax, sigmoid, binary; got \"softmx\"."],
    [{ unit: [3] }, 'unknown-option', 'mlp has no option "unit". It takes: units,'],
  ])('are refused where wrong: %j', (options, code, text) => {
    const act = () => mlp(options as never);
    expect(act).toThrow(GraftError);
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(act).toThrow(text);
  }); // prettier-ignore
});
