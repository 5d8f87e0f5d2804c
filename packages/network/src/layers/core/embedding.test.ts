import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { refusal } from '../../fixtures/refusal.js';
import { tinyNetwork } from '../../fixtures/tiny-networks.js';
import { runNetwork } from '../../run-network.js';

const network = tinyNetwork([null, 3], [['words', 'Embedding', { input_dim: 4, output_dim: 2 }]]);

function rowsOf(numbers: number[]): number[] {
  return tf.tidy(() => {
    const weights = new Map([['words/embeddings', tf.tensor2d([0, 1, 2, 3, 4, 5, 6, 7], [4, 2])]]);
    return [...runNetwork(network, weights, new Map([['x', tf.tensor2d(numbers, [1, 3])]]))[0]!.dataSync()];
  });
}

it.each(['cpu', 'wasm'])('takes whole numbers as float32 too, and no row that is not there, on %s', async (backend) => {
  await tf.setBackend(backend);
  expect(rowsOf([3, 0, 1])).toEqual([6, 7, 0, 1, 2, 3]);
  const before = tf.memory().numTensors;
  expect(refusal(() => rowsOf([3, 4, 1]))).toBe(
    'bad-index: An Embedding of 4 rows was asked for row 4; rows count from 0.',
  );
  expect(refusal(() => rowsOf([-1, 0, 1]))).toContain('asked for row -1');
  expect(tf.memory().numTensors).toBe(before);
});
