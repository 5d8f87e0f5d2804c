import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmGradients } from './register-wasm-gradients.js';

beforeAll(async () => {
  tf.env().set('PROD', true);
  registerWasmGradients();
  expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBeUndefined();
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  registerWasmGradients();
  tf.env().set('IS_TEST', true);
});

it('waits for the backend, then registers the four kernels that it lacks', () => {
  for (const kernel of [
    'Conv2DBackpropFilter',
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
    'UnsortedSegmentSum',
  ]) {
    expect(tf.getKernel(kernel, 'wasm')).toBeDefined();
  }
});

describe('kernels give what those of cpu give', () => {
  it.each([
    [[7, 3], [7, 5], true, false],
    [[3, 7], [5, 7], false, true],
    [[7, 3], [5, 7], true, true],
    [[2, 7, 3], [2, 7, 5], true, false],
    [[1, 3, 7], [4, 5, 7], false, true],
  ] as const)('BatchMatMul of %j and %j, transposed: %s, %s', async (a, b, transposeA, transposeB) => {
    await agree(() => tf.matMul(values(a, 1), values(b, 2), transposeA, transposeB));
  });

  it.each([
    [[5, 4, 3, 8], [0, 1, 2], false],
    [[5, 4, 3, 8], [1, 0], true],
    [[5, 8], [0], false],
    [[5, 8], [1], false],
    [[5, 4, 8], [0, 2], true],
    [[5, 4], [0, 1], false],
    [[9], [0], true],
    [[5, 8], [-2], false],
  ] as const)('Sum of %j over %j, axes kept: %s', async (shape, axes, keepDims) => {
    await agree(() => tf.sum(values(shape, 1), [...axes], keepDims));
  });

  it('Sum of whole numbers stays one', async () => {
    await agree(() =>
      tf.sum(
        tf.tensor2d(
          [
            [1, 2],
            [3, 4],
          ],
          [2, 2],
          'int32',
        ),
        0,
      ),
    );
  });

  it.each([
    [[2, 6, 8, 3], [2, 2], [2, 2], 'valid'],
    [[2, 7, 5, 3], [3, 2], [2, 1], 'same'],
    [[1, 5, 5, 1], [3, 3], [1, 1], 'same'],
  ] as const)(
    'MaxPoolGrad of %j, window %j, strides %j, %s, where values are below zero',
    async (shape, size, strides, pad) => {
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, [...size], [...strides], pad);
      await agree(() => tf.grad((x: tf.Tensor) => tf.mul(pool(x), 2))(tf.sub(values(shape, 1), 0.5)));
    },
  );

  it.each([
    [[6], [2, 0, 2, 1, 1, 2], 4],
    [[6, 3], [2, 0, 2, 1, 1, 2], 3],
    [[6, 2, 3], [2, -1, 2, 7, 1, 0], 3],
  ] as const)('UnsortedSegmentSum of %j into %j', async (shape, ids, segments) => {
    await agree(() => tf.unsortedSegmentSum(values(shape, 1), tf.tensor1d([...ids], 'int32'), segments));
  });

  it('Identity of texts, which have no values to share', async () => {
    await tf.setBackend('wasm');
    const text = tf.tensor1d(['a', 'b']);
    const same = tf.clone(text);
    text.dispose();
    expect(await same.data()).toEqual(['a', 'b']);
    same.dispose();
  });
});

it('shares the values of a copy until both are disposed', async () => {
  await tf.setBackend('wasm');
  const before = tf.memory();
  const first = values([1000], 1);
  const second = tf.clone(first);
  expect(tf.memory().numDataBuffers - before.numDataBuffers).toBe(1);
  const expected = first.dataSync();
  first.dispose();
  expect(second.dataSync()).toEqual(expected);
  second.dispose();
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
});

async function agree(run: () => tf.Tensor): Promise<void> {
  const [wasm, cpu] = [await resultOn('wasm', run), await resultOn('cpu', run)];
  expect(wasm.shape).toEqual(cpu.shape);
  expect(wasm.dtype).toBe(cpu.dtype);
  expect(wasm.data).toHaveLength(cpu.data.length);
  wasm.data.forEach((value, at) => expect(value).toBeCloseTo(cpu.data[at]!, 4));
}

async function resultOn(backend: string, run: () => tf.Tensor) {
  await tf.setBackend(backend);
  const before = tf.memory().numDataBuffers;
  const result = tf.tidy(run);
  const { shape, dtype } = result;
  const data = Array.from(result.dataSync());
  result.dispose();
  expect(tf.memory().numDataBuffers).toBe(before);
  return { shape, dtype, data };
}

function values(shape: readonly number[], seed: number): tf.Tensor {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length }, (_, index) => Math.sin(index * 1.7 + seed)),
    [...shape],
  );
}
