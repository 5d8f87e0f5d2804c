import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { BatchNormMode } from '@graftjs/core';
import { kerasCases, type KerasCase } from '@graftjs/network/fixtures/keras-cases';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { slopesOf } from '../fixtures/slopes-of.js';
import { registerGradients } from './register-gradients.js';

/** Of the sum of the absolute values that a slope is summed of; and what is left of slopes that cancel to nothing. */
const [TOLERANCE, ROUNDING] = [1e-5, 1e-7];

beforeAll(() => {
  tf.env().set('PROD', true);
});

describe.each(['cpu', 'wasm'])('gradients on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    registerGradients();
  });

  it.each(kerasCases.filter(({ slopes }) => Object.keys(slopes).length > 0))(
    'are those of Keras: $name',
    async (example) => {
      await expectSlopes(example, example.slopes, 'affine');
    },
  );

  it.each(kerasCases.filter(({ trainingSlopes }) => trainingSlopes))(
    'are those of Keras, by the statistics of the batch: $name',
    async (example) => {
      await expectSlopes(example, example.trainingSlopes!, 'train');
    },
  );
});

async function expectSlopes(example: KerasCase, wanted: KerasCase['slopes'], batchNorm: BatchNormMode): Promise<void> {
  const before = tf.memory().numTensors;
  const slopes = await slopesOf(example, Object.keys(wanted), batchNorm);
  expect(tf.memory().numTensors).toBe(before);
  for (const [name, [sum, magnitude]] of Object.entries(wanted)) {
    expect(Math.abs(slopes[name]! - sum), `slope by ${name}`).toBeLessThanOrEqual(TOLERANCE * magnitude + ROUNDING);
  }
}
