import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { refusal } from './fixtures/refusal.js';
import { tinyResidual } from './fixtures/tiny-networks.js';
import { toHost, toTensor, widen } from './host-values.js';
import { loadWeights } from './load-weights.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const half = { dtype: 'float16', shape: [3], data: Uint16Array.from([0x3c00, 0xc000, 0x3555]) } as const;

it('widens float16 and nothing else', () => {
  expect(widen(half)).toEqual({ dtype: 'float32', shape: [3], data: Float32Array.from([1, -2, 0.333251953125]) });
  const whole = { dtype: 'int32', shape: [1], data: Int32Array.from([7]) } as const;
  expect(widen(whole)).toBe(whole);
});

it('brings values to the backend and back, as a copy', async () => {
  const host = { dtype: 'float32', shape: [2, 2], data: Float32Array.from([1, 2, 3, 4]) } as const;
  const tensor = toTensor(host);
  const back = await toHost(tensor);
  back.data.fill(0);
  expect(await toHost(tensor)).toEqual(host);
  tensor.dispose();
  const whole = toTensor({ dtype: 'int32', shape: [], data: Int32Array.from([7]) });
  expect(await toHost(whole)).toEqual({ dtype: 'int32', shape: [], data: Int32Array.from([7]) });
  whole.dispose();
});

it('refuses what a host tensor cannot hold', async () => {
  const truth = tf.tensor([true], [1], 'bool');
  await expect(toHost(truth)).rejects.toThrow('A tensor of bool cannot come to the host; allowed: float32, int32.');
  await expect(toHost(truth)).rejects.toMatchObject({ code: 'bad-dtype' });
  truth.dispose();
});

it('loads every weight, outliving a tidy, and leaves nothing when one is missing', () => {
  const network = tinyResidual();
  const before = tf.memory().numTensors;
  const loaded = tf.tidy(() => loadWeights(network) as never) as ReturnType<typeof loadWeights>;
  expect(tf.memory().numTensors).toBe(before + network.weights.size);
  tf.dispose([...loaded.values()]);
  const weights = new Map([...network.weights].filter(([name]) => name !== 'scores/bias'));
  expect(refusal(() => loadWeights({ ...network, weights }))).toBe(
    'missing-weight: Layer "scores" needs the weight "scores/bias". Load weights into the network, or draw them with initializeWeights.',
  );
  expect(tf.memory().numTensors).toBe(before);
});
