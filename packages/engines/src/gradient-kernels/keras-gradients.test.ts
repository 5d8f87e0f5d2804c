import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { runNetwork, toTensor } from '@graftjs/network';
import {
  inputsOf,
  kerasCases,
  networkOf,
  outputFactor,
  slopeFactor,
  type KerasCase,
} from '@graftjs/network/fixtures/keras-cases';
import '@graftjs/network/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from './register-gradients.js';

/** Of the sum of the absolute values that a slope is summed of. */
const TOLERANCE = 1e-5;

beforeAll(() => {
  tf.env().set('PROD', true);
});

describe.each(['cpu', 'wasm'])('gradients on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    registerGradients();
  });

  it.each(kerasCases)('are those of Keras: $name', (example) => {
    const before = tf.memory().numTensors;
    const slopes = slopesOf(example);
    expect(tf.memory().numTensors).toBe(before);
    for (const [name, [sum, magnitude]] of Object.entries(example.slopes)) {
      expect(Math.abs(slopes[name]! - sum), `slope by ${name}`).toBeLessThanOrEqual(TOLERANCE * magnitude);
    }
  });
});

function slopesOf(example: KerasCase): Record<string, number> {
  const network = networkOf(example);
  const names = Object.keys(example.slopes);
  return tf.tidy(() => {
    const values = new Map([...inputsOf(example), ...network.weights].map(([name, host]) => [name, toTensor(host)]));
    const total = (...given: tf.Tensor[]): tf.Tensor => {
      const all = new Map([...values, ...given.map((tensor, at) => [names[at]!, tensor] as const)]);
      const inputs = new Map(network.inputs.map(({ name }) => [name, all.get(name)!]));
      const outputs = runNetwork(network, all, inputs, { batchNorm: 'affine' });
      return tf.addN(outputs.map((output, at) => tf.sum(tf.mul(output, toTensor(outputFactor(output.shape, at))))));
    };
    const gradients = tf.grads(total)(names.map((name) => values.get(name)!));
    return Object.fromEntries(
      gradients.map((gradient, at) => {
        const factors = slopeFactor(gradient.shape, at).data;
        return [names[at]!, gradient.dataSync<'float32'>().reduce((sum, slope, i) => sum + slope * factors[i]!, 0)];
      }),
    );
  });
}
