import { readFileSync } from 'node:fs';
import type { HostTensor, Json } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkNetwork } from '../check-network.js';
import { toHost, toTensor } from '../host-values.js';
import { inferShapes } from '../infer-shapes.js';
import { runNetwork } from '../run-network.js';
import { listLayerTypes } from './index.js';

interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, Json>>;
  readonly inputs: readonly Values[];
  readonly weights: Readonly<Record<string, Values>>;
  readonly outputs: readonly Values[];
  readonly trainingOutputs?: readonly Values[];
  readonly updates?: Readonly<Record<string, Values>>;
}

const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/keras-layers.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const TOLERANCE = 1e-5;

it('has a Keras fixture for every layer type', () => {
  expect(listLayerTypes().filter((type) => !cases.some((example) => example.type === type))).toEqual([]);
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

  it.each(cases)('gives what Keras gives: $name', async (example) => {
    const outputs = await run(example, 'frozen');
    expectClose(outputs, example.outputs);
    expect(shapeInferred(example)).toEqual(example.outputs[0]?.shape);
  });

  it.each(cases.filter(({ trainingOutputs }) => trainingOutputs))('trains as Keras does: $name', async (example) => {
    const updates: Record<string, tf.Tensor> = {};
    const outputs = await run(example, 'train', (role, next) => (updates[role] = next));
    expectClose(outputs, example.trainingOutputs ?? []);
    expect(Object.keys(updates).sort()).toEqual(Object.keys(example.updates ?? {}).sort());
    for (const [role, next] of Object.entries(updates)) expectClose([await toHost(next)], [example.updates![role]!]);
    tf.dispose(updates);
  });
});

function networkOf({ type, options, inputs, weights }: Case) {
  const names = inputs.map((_, at) => `input${at}`);
  return {
    name: 'one-layer',
    inputs: inputs.map(({ shape }, at) => ({
      name: names[at]!,
      shape: [null, ...shape.slice(1)],
      dtype: 'float32' as const,
    })),
    layers: [
      {
        name: 'layer',
        type,
        options,
        inputs: names.map((from) => ({ from })),
        weights: Object.fromEntries(Object.keys(weights).map((role) => [role, role])),
      },
    ],
    outputs: [{ from: 'layer' }],
    weights: new Map(Object.entries(weights).map(([role, values]) => [role, host(values)])),
  };
}

async function run(
  example: Case,
  batchNorm: 'frozen' | 'train',
  onUpdate?: (role: string, next: tf.Tensor) => void,
): Promise<HostTensor[]> {
  const network = networkOf(example);
  checkNetwork(network);
  const weights = new Map([...network.weights].map(([role, value]) => [role, toTensor(value)]));
  const inputs = new Map(example.inputs.map((values, at) => [`input${at}`, toTensor(host(values))]));
  const outputs = runNetwork(network, weights, inputs, { batchNorm, onUpdate });
  const values = await Promise.all(outputs.map(toHost));
  tf.dispose([...outputs, ...weights.values(), ...inputs.values()]);
  return values;
}

function shapeInferred(example: Case): (number | null)[] {
  const [shape] = inferShapes(networkOf(example)).get('layer')!;
  expect(shape![0]).toBe(null);
  return [example.inputs[0]!.shape[0]!, ...shape!.slice(1)];
}

function host({ shape, data }: Values): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(data) };
}

function expectClose(got: readonly HostTensor[], wanted: readonly Values[]): void {
  expect(got.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  got.forEach(({ data }, at) => {
    const differences = [...data].map((value, i) => Math.abs(value - wanted[at]!.data[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE);
  });
}
