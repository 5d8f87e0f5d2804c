import '@tensorflow/tfjs-backend-cpu';
import type { HostTensor, Network } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import fixture from '../../../fixtures/keras-shared-batch-norm.json';
import { toTensor } from '../../host-values.js';
import { loadWeights } from '../../load-weights.js';
import { runNetwork } from '../../run-network.js';

const host = ({ shape, data }: { shape: readonly number[]; data: readonly number[] }): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
const norm = {
  type: 'BatchNormalization',
  options: { momentum: fixture.momentum },
  weights: Object.fromEntries(Object.keys(fixture.weights).map((role) => [role, role])),
};
const twice: Network = {
  name: 'twice',
  inputs: ['a', 'b'].map((name) => ({ name, shape: [null, 3], dtype: 'float32' })),
  layers: [
    { ...norm, name: 'first', inputs: [{ from: 'a' }] },
    { ...norm, name: 'second', inputs: [{ from: 'b' }] },
    { name: 'sum', type: 'Add', inputs: [{ from: 'first' }, { from: 'second' }], options: {}, weights: {} },
  ],
  outputs: [{ from: 'sum' }],
  weights: new Map(Object.entries(fixture.weights).map(([name, value]) => [name, host(value)])),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('that is called twice moves its statistics twice, as in Keras', () => {
  const before = tf.memory().numTensors;
  const weights = loadWeights(twice);
  const inputs = new Map(fixture.inputs.map((value, at) => [twice.inputs[at]!.name, toTensor(host(value))]));
  const moved = new Map<string, Tensor>();
  const [output] = runNetwork(twice, weights, inputs, {
    batchNorm: 'train',
    onUpdate(name, next) {
      moved.get(name)?.dispose();
      moved.set(name, next);
    },
  });
  const expectClose = (found: Tensor | undefined, wanted: readonly number[]): void =>
    wanted.forEach((value, at) => expect(found?.dataSync()[at]).toBeCloseTo(value, 5));
  expectClose(output, fixture.output.data);
  expectClose(moved.get('moving_mean'), fixture.updates.moving_mean);
  expectClose(moved.get('moving_variance'), fixture.updates.moving_variance);
  tf.dispose([output!, ...weights.values(), ...inputs.values(), ...moved.values()]);
  expect(tf.memory().numTensors).toBe(before);
});
