import type { HostTensor } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkNetwork } from '../check-network.js';
import { inputsOf, kerasCases, networkOf, type KerasCase, type Values } from '../fixtures/keras-cases.js';
import { toHost, toTensor } from '../host-values.js';
import { inferShapes } from '../infer-shapes.js';
import { runNetwork } from '../run-network.js';
import { listLayerTypes } from './index.js';

/** Of the largest output. */
const TOLERANCE = 1e-5;

it('has a Keras fixture for every layer type', () => {
  expect(listLayerTypes().filter((type) => !kerasCases.some((example) => example.type === type))).toEqual([]);
});

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(kerasCases)('gives what Keras gives: $name', async (example) => {
    const outputs = await run(example, 'frozen');
    expectClose(outputs, example.outputs);
    expect(shapesInferred(example)).toEqual(example.outputs.map(({ shape }) => shape));
  });

  it.each(kerasCases.filter(({ trainingOutputs }) => trainingOutputs))(
    'trains as Keras does: $name',
    async (example) => {
      const updates: Record<string, tf.Tensor> = {};
      const outputs = await run(example, 'train', (role, next) => (updates[role] = next));
      expectClose(outputs, example.trainingOutputs ?? []);
      expect(Object.keys(updates).sort()).toEqual(Object.keys(example.updates ?? {}).sort());
      for (const [role, next] of Object.entries(updates)) expectClose([await toHost(next)], [example.updates![role]!]);
      tf.dispose(updates);
    },
  );
});

async function run(
  example: KerasCase,
  batchNorm: 'frozen' | 'train',
  onUpdate?: (role: string, next: tf.Tensor) => void,
): Promise<HostTensor[]> {
  const network = networkOf(example);
  checkNetwork(network);
  const tensors = (values: ReadonlyMap<string, HostTensor>) =>
    new Map([...values].map(([name, value]) => [name, toTensor(value)]));
  const [weights, inputs] = [tensors(network.weights), tensors(inputsOf(example))];
  const outputs = runNetwork(network, weights, inputs, { batchNorm, onUpdate });
  const values = await Promise.all(outputs.map(toHost));
  tf.dispose([...outputs, ...weights.values(), ...inputs.values()]);
  return values;
}

/** With the batch put in for the free axis. */
function shapesInferred(example: KerasCase): (number | null)[][] {
  const shapes = inferShapes(networkOf(example)).get('layer')!;
  return shapes.map(([batch, ...rest]) => {
    expect(batch).toBe(null);
    return [example.inputs[0]!.shape[0]!, ...rest];
  });
}

function expectClose(got: readonly HostTensor[], wanted: readonly Values[]): void {
  expect(got.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  got.forEach(({ data }, at) => {
    const expected = wanted[at]!.data;
    const largest = Math.max(...expected.map(Math.abs));
    const differences = [...data].map((value, i) => Math.abs(value - expected[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE * largest);
  });
}
