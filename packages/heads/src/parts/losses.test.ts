import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { squaredError } from './squared-error.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

type Loss = (scores: tf.Tensor, targets: tf.Tensor) => tf.Tensor;

describe('binaryCrossEntropy', () => {
  it('is the mean over the columns, finite however far the scores', () => {
    const losses = evaluate(binaryCrossEntropy, [[0, 2], [1e4, -1e4], [-1e4, 1e4]], [[1, 0], [1, 0], [1, 0]]); // prettier-ignore
    expect(losses[0]).toBeCloseTo((Math.log(2) + Math.log(1 + Math.exp(2))) / 2, 5);
    expect(losses[1]).toBe(0);
    expect(losses[2]).toBeCloseTo(1e4, 0);
  });

  it('of one score for two labels is the softmax loss of [0, score]', () => {
    const targets = [[1, 0], [0, 1], [0.05, 0.95]]; // prettier-ignore
    const one = evaluate(binaryCrossEntropy, [[1.5], [-0.5], [3]], targets);
    const two = evaluate(softmaxCrossEntropy, [[0, 1.5], [0, -0.5], [0, 3]], targets); // prettier-ignore
    one.forEach((loss, row) => expect(loss).toBeCloseTo(two[row]!, 5));
  });

  it('has the gradient of a sigmoid', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((scores) => tf.sum(binaryCrossEntropy(scores, tf.tensor2d([[0, 1]]))))(tf.tensor2d([[1]]))
        .dataSync(),
    );
    expect(gradient[0]).toBeCloseTo(1 / (1 + Math.exp(-1)) - 1, 6);
  });
});

it('squaredError is the mean over the columns', () => {
  expect([...evaluate(squaredError, [[1, 5], [2, 2]], [[0, 2], [2, 2]])]).toEqual([5, 0]); // prettier-ignore
});

function evaluate(loss: Loss, scores: number[][], targets: number[][]): Float32Array {
  const before = tf.memory().numTensors;
  const inputs = [tf.tensor2d(scores), tf.tensor2d(targets)] as const;
  const losses = loss(...inputs);
  const values = losses.dataSync() as Float32Array;
  tf.dispose([...inputs, losses]);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}
