import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { GraftError, type Batch, type HostTensor, type Network, type Task } from '@graftjs/core';
import { loadWeights, runNetwork } from '@graftjs/network';
import { beforeAll, expect, it } from 'vitest';
import golden from '../fixtures/sklearn-nearest-centroid.json' with { type: 'json' };
import { toyBatch } from '../test/toy-rows.js';
import { addClass } from './prototype/add-class.js';
import { prototype } from './prototype.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const [three, four] = golden.cases;
const WIDTH = golden.features.shape[1]!;

it('answers as the NearestCentroid of scikit-learn', async () => {
  const { network, details } = await solved(three!.classes);
  expect(answers(network)).toEqual(three!.predictions);
  const { scale, counts } = details as { scale: number; counts: number[] };
  expect(counts).toEqual([20, 11, 6]);
  const kernel = network.weights.get('scores/kernel')!;
  three!.centroids.data.forEach((value, at) => {
    const [label, i] = [Math.floor(at / WIDTH), at % WIDTH];
    expect(kernel.data[i * 3 + label]! / scale).toBeCloseTo(value, 5);
  });
});

it('takes another class later, as if it had been there', async () => {
  const { network } = await solved(3);
  const wider = addClass(network, rowsOf(3));
  expect(answers(wider)).toEqual(four!.predictions);
  expect(answers(network)).toEqual(three!.predictions);
  const [before, after] = [network, wider].map(({ weights }) => weights.get('scores/kernel')!.data);
  before!.forEach((value, at) => expect(after![Math.floor(at / 3) * 4 + (at % 3)]).toBe(value));
});

it('gives probabilities that fit: no other scale has a lower loss on validation examples', async () => {
  const [train, validation] = [1, 2].map((seed) => toyBatch({ count: 300, width: 8, labels: 3, seed }));
  const { validationLoss, network, beforeRefit, details } = await bind(8, 3).solve!(train!, validation, { seed: 1 });
  const { exampleLoss } = bind(8, 3);
  const lossAt = (factor: number) =>
    tf.tidy(() => {
      const scores = tf.mul(tf.tensor2d(scoresOf(beforeRefit!, validation!.features), [300, 3]), factor);
      const losses = exampleLoss(scores, tf.tensor2d(Float32Array.from(validation!.targets.data), [300, 3]));
      const weights = tf.tensor1d(validation!.weights);
      return tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights)).dataSync()[0]!;
    });
  expect(lossAt(1)).toBeCloseTo(validationLoss!, 5);
  expect(lossAt(1.1)).toBeGreaterThan(validationLoss!);
  expect(lossAt(0.9)).toBeGreaterThan(validationLoss!);
  expect(validationLoss!).toBeLessThan(Math.log(3));
  expect((details as { counts: number[] }).counts).toEqual([200, 200, 200]);
  expect(network.weights.get('scores/kernel')!.data).not.toEqual(beforeRefit!.weights.get('scores/kernel')!.data);
});

it('is no surer of itself without validation examples than with them', async () => {
  const scaleOf = async (validation?: Batch) => {
    const { details } = await bind(8, 3).solve!(toyBatch({ count: 60, width: 8, labels: 3 }), validation, { seed: 1 });
    return (details as { scale: number }).scale;
  };
  const ratio = (await scaleOf()) / (await scaleOf(toyBatch({ count: 600, width: 8, labels: 3, seed: 9 })));
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.6);
});

it('does with one example a label, and stays unsure', async () => {
  const batch = batchOf([[0, 0, 1], [4, 0, 1]], [0, 1], 2); // prettier-ignore
  const { network, details } = await bind(3, 2).solve!(batch, undefined, { seed: 1 });
  expect(details).toEqual({ scale: 1 / 16, counts: [1, 1] });
  const scores = scoresOf(network, batch.features);
  expect(scores[0]! - scores[1]!).toBeCloseTo(0.5, 6);
});

it('counts examples by their weight', async () => {
  const batch = { ...batchOf([[0], [4], [9], [9]], [0, 0, 1, 1], 2), weights: Float32Array.of(3, 1, 1, 1) };
  const { network, details } = await bind(1, 2).solve!(batch, undefined, { seed: 1 });
  const { scale } = details as { scale: number };
  expect(network.weights.get('scores/kernel')!.data[0]! / scale).toBeCloseTo(1, 6);
});

it.each([
  ['an unknown option', () => prototype({ l2: 1 } as never), 'unknown-option', 'prototype has no option "l2". It takes none.'],
  ['numbers', () => bindTo({ kind: 'regression', names: ['age'] }), 'unsupported-task', 'prototype serves classification; the data\'s task is regression.'],
  ['labels side by side', () => bindTo({ kind: 'multilabel', labels: ['a', 'b'] }), 'unsupported-task', 'the data\'s task is multilabel.'],
])('refuses %s', (_, act, code, text) => {
  expect(act).toThrow(GraftError);
  expect(act).toThrow(expect.objectContaining({ code }));
  expect(act).toThrow(text);
}); // prettier-ignore

it.each([
  [
    'a label without an example',
    batchOf([[1], [2]], [0, 0], 2),
    'label-without-examples',
    'No usable training example has the label "b", so it has no mean. Add some, or remove the label.',
  ],
  [
    'features that are not finite',
    batchOf([[1], [NaN]], [0, 1], 2),
    'features-not-finite',
    'so no mean can be taken. Check the backbone',
  ],
])('refuses %s', async (_, batch, code, text) => {
  await expect(bind(1, 2).solve!(batch, undefined, { seed: 1 })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text),
  });
});

function bindTo(task: Task) {
  return prototype().bind([8], task, 1);
}

function bind(width: number, labels: number) {
  return prototype().bind([width], { kind: 'classification', labels: ['a', 'b', 'c', 'd'].slice(0, labels) }, 1);
}

function solved(classes: number) {
  const rows = golden.labels.flatMap((label, row) => (label < classes ? [row] : []));
  const batch = batchOf(
    rows.map((row) => golden.features.data.slice(row * WIDTH, (row + 1) * WIDTH)),
    rows.map((row) => golden.labels[row]!),
    classes,
  );
  return bind(WIDTH, classes).solve!(batch, undefined, { seed: 1 });
}

function rowsOf(label: number): HostTensor {
  const rows = golden.labels.flatMap((each, row) => (each === label ? [row] : []));
  const data = rows.flatMap((row) => golden.features.data.slice(row * WIDTH, (row + 1) * WIDTH));
  return { dtype: 'float32', shape: [rows.length, WIDTH], data: Float32Array.from(data) };
}

function batchOf(rows: number[][], labels: number[], classes: number): Batch {
  const targets = new Float32Array(rows.length * classes);
  labels.forEach((label, row) => (targets[row * classes + label] = 1));
  return {
    features: { dtype: 'float32', shape: [rows.length, rows[0]!.length], data: Float32Array.from(rows.flat()) },
    targets: { dtype: 'float32', shape: [rows.length, classes], data: targets },
    weights: new Float32Array(rows.length).fill(1),
  };
}

function answers(network: Network): number[] {
  const [count] = golden.queries.shape;
  const data = Float32Array.from(golden.queries.data);
  const scores = scoresOf(network, { dtype: 'float32', shape: golden.queries.shape, data });
  const labels = scores.length / count!;
  return Array.from({ length: count! }, (_, row) => {
    const own = scores.subarray(row * labels, (row + 1) * labels);
    return own.indexOf(Math.max(...own));
  });
}

function scoresOf(network: Network, features: HostTensor): Float32Array {
  const weights = loadWeights(network);
  const scores = tf.tidy(() => {
    const x = tf.tensor2d(Float32Array.from(features.data), features.shape as [number, number]);
    return runNetwork(network, weights, new Map([['features', x]]))[0]!.dataSync() as Float32Array;
  });
  tf.dispose([...weights.values()]);
  return scores;
}
