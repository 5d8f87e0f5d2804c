import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import fixture from '../../fixtures/keras-applications-full.json';
import { compareWithKeras, titleOf } from '../../test/keras-applications.js';

const cases = fixture.cases.map((example) => ({ ...example, title: titleOf(example) }));

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

describe('gives what Keras gives at the size that was published, within 1e-4 of the largest value', () => {
  it.each(cases)('$title', (example) => {
    for (const { layer, error } of compareWithKeras(example, fixture.batch)) expect(error, layer).toBeLessThan(1e-4);
  });
});
