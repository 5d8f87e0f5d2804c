import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend, type BackendPlugin } from './choose-backend.js';
import { cpu } from './cpu.js';
import { smallNetwork } from './fixtures/small-network.js';
import { wasm } from './wasm.js';

/** Computes like cpu, but for what it multiplies. */
const wrong = 'multiplies-wrong';

beforeAll(() => {
  tf.registerBackend(wrong, tf.findBackendFactory('cpu'));
  tf.copyRegisteredKernels('cpu', wrong);
  for (const kernelName of ['_FusedMatMul', 'Conv2D', 'FusedConv2D', 'FusedDepthwiseConv2D', 'DepthwiseConv2dNative']) {
    const usual = tf.getKernel(kernelName, wrong);
    tf.unregisterKernel(kernelName, wrong);
    tf.registerKernel({
      ...usual,
      kernelFunc(call) {
        const output = usual.kernelFunc(call) as tf.TensorInfo;
        const { data } = call.backend as { data: tf.DataStorage<{ values: Float32Array }> };
        data.get(output.dataId).values = data.get(output.dataId).values.map((value) => value * 1.5);
        return output;
      },
    });
  }
});

function fake(name: string, start: BackendPlugin['start']): BackendPlugin {
  return { name, exact: false, start };
}

const broken = fake('broken', () => Promise.reject(new Error('Out of order.')));
const never = fake('never', () => new Promise(() => undefined));
const wrongly = fake(wrong, async () => {
  await tf.setBackend(wrong);
  return { name: wrong, device: 'fake', lost: new Promise(() => undefined) };
});

describe('chooseBackend', () => {
  test('takes the fastest that is right, and says of the others why they may not run', async () => {
    const tried: string[] = [];
    const { running, trials } = await chooseBackend([broken, never, wrongly, wasm(), cpu()], smallNetwork(), {
      patienceSeconds: 0.5,
      onTrial: (name) => tried.push(name),
    });
    expect(tried).toEqual(['wasm', 'broken', 'never', wrong]);
    expect(running).toMatchObject({ name: 'wasm', device: 'processor' });
    expect(tf.getBackend()).toBe('wasm');
    expect(trials.map(({ name, problem }) => [name, problem])).toEqual([
      ['broken', 'Out of order.'],
      ['never', 'Its first examples take longer than 0.5 s.'],
      [wrong, expect.stringMatching(/^It computes wrong: next to wasm, its answer differs by \d+ %\.$/)],
      ['wasm', undefined],
    ]);
    const [, , , { firstSeconds = 0, perSecond = 0 } = {}] = trials;
    expect(firstSeconds).toBeGreaterThan(0);
    expect(perSecond).toBeGreaterThan(0);
  });

  test('leaves no tensor behind', async () => {
    await wasm().start();
    const before = tf.memory().numTensors;
    await chooseBackend([wrongly, wasm()], smallNetwork());
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is an error where none may run, with the reasons', async () => {
    await expect(chooseBackend([broken, broken], smallNetwork())).rejects.toMatchObject({
      code: 'backend-failed',
      message: 'No backend can run small. Out of order. Out of order.',
    });
  });
});
