import { createHash } from 'node:crypto';
import '@tensorflow/tfjs-backend-wasm';
import type { BatchShape } from '@graftjs/core';
import { summarize } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import fixture from '../../fixtures/keras-applications.json';
import { buildCase, compareWithKeras, titleOf } from '../../test/keras-applications.js';

const cases = fixture.cases.map((example) => ({ ...example, title: titleOf(example) }));

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

describe('has the layers, shapes and parameters that Keras has', () => {
  it.each(cases)('$title', (example) => {
    const network = buildCase(example);
    const summary = summarize(network);
    const lines = summary.rows
      .filter(({ type }) => type !== 'InputLayer')
      .map(({ name, type, outputs, parameters }) => `${name}|${type}|${formatShape(outputs[0]!)}|${parameters}`);
    if (example.layers !== undefined) expect(lines).toEqual(example.layers);
    else expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(example.layersSha256);
    expect([summary.total, summary.trainable]).toEqual([example.parameters, example.trainable]);
  });
});

describe('gives what Keras gives, within 1e-4 of the largest value', () => {
  it.each(cases.filter(({ outputs }) => outputs !== undefined))('$title', (example) => {
    for (const { layer, error } of compareWithKeras(example, fixture.batch)) expect(error, layer).toBeLessThan(1e-4);
  });
});

function formatShape(shape: BatchShape): string {
  return shape
    .slice(1)
    .map((length) => length ?? '?')
    .join(',');
}
