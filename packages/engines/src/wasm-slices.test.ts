import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmSlices } from './wasm-slices.js';

beforeAll(async () => {
  tf.env().set('PROD', true);
  await tf.setBackend('wasm');
  registerWasmSlices();
  registerWasmSlices();
  // Makes tfjs look for data that a kernel leaves behind.
  tf.env().set('IS_TEST', true);
});

const values = (shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor =>
  tf.cast(tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape), dtype);

describe('parts are those of cpu', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor[], number[]]>([
    ['slice of the first axis', (x) => [tf.slice(x, [2], [2])], [5, 40]],
    ['slice of the last axis', (x) => [tf.slice(x, [0, 3], [-1, 20])], [5, 40]],
    ['slice of every axis', (x) => [tf.slice(x, [1, 2, 0, 1], [2, 1, -1, 2])], [4, 3, 2, 5]],
    ['slice of one number', (x) => [tf.slice(x, 3, 1)], [5]],
    ['slice of all', (x) => [tf.slice(x, [0, 0], [-1, -1])], [5, 4]],
    ['slice of nothing', (x) => [tf.slice(x, [1, 0], [0, 4])], [5, 4]],
    ['split of the last axis', (x) => tf.split(x, 4, 1), [3, 80]],
    ['split of the first axis', (x) => tf.split(x, 2, 0), [6, 20]],
    ['split of the middle, unequal', (x) => tf.split(x, [1, 2, 3], -2), [2, 6, 3]],
    ['unstack of the first axis', (x) => tf.unstack(x, 0), [4, 3, 2]],
    ['unstack of the middle', (x) => tf.unstack(x, 1), [3, 4, 20]],
    ['unstack of the last', (x) => tf.unstack(x, -1), [3, 4]],
    ['unstack of numbers', (x) => tf.unstack(x), [3]],
  ])('%s', async (_, cut, shape) => {
    for (const dtype of ['float32', 'int32'] as const) {
      const [wasm, cpu] = [await partsOn('wasm', cut, shape, dtype), await partsOn('cpu', cut, shape, dtype)];
      expect(wasm).toEqual(cpu);
    }
  });
});

it('of texts stay with the backend', async () => {
  await tf.setBackend('wasm');
  expect(tf.slice(tf.tensor1d(['a', 'b']), 1, 1).dataSync()).toEqual(['b']);
});

it('of truth values', async () => {
  await tf.setBackend('wasm');
  const [first, second] = tf.unstack(tf.reshape(tf.greater(tf.range(0, 4), 1), [2, 2]));
  expect([...first!.dataSync(), ...second!.dataSync()]).toEqual([0, 0, 1, 1]);
});

async function partsOn(
  backend: string,
  cut: (x: tf.Tensor) => tf.Tensor[],
  shape: number[],
  dtype: 'float32' | 'int32',
): Promise<unknown[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numDataBuffers;
  const parts = tf.tidy(
    () =>
      cut(values(shape, dtype)).map((part) => ({
        shape: part.shape,
        dtype: part.dtype,
        data: [...part.dataSync()],
      })) as never,
  ) as unknown as unknown[];
  expect(tf.memory().numDataBuffers).toBe(before);
  return parts;
}
