import { readFileSync } from 'node:fs';
import type { BatchNormMode, HostTensor, OptimizerSpec } from '@graftjs/core';
import { linear } from '@graftjs/heads/linear';
import { listWeights } from '@graftjs/network';
import { startBackend } from '@graftjs/engines/backends';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { residualNetwork } from '../../test/residual-network.js';
import { openLiveWeights } from './live-weights.js';
import { openOptimizer } from './optimizer.js';
import { resolveOptimizer } from './resolve-optimizer.js';
import { takeStep } from './take-step.js';

interface Case extends Required<Pick<OptimizerSpec, 'kind'>>, Omit<OptimizerSpec, 'kind'> {
  readonly name: string;
  readonly learningRate: number;
  readonly batchNorm: BatchNormMode;
  readonly classWeights: readonly number[];
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly after: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

interface Fixture {
  readonly initial: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>;
  readonly inputScale: number;
  readonly batches: readonly {
    readonly shape: readonly number[];
    readonly inputs: readonly number[];
    readonly labels: readonly number[];
  }[];
  readonly cases: readonly Case[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/keras-tiny-training.json', import.meta.url), 'utf8'),
) as Fixture;
const labels = ['a', 'b', 'c'];
const task = { kind: 'classification', labels } as const;

beforeAll(async () => {
  await startBackend('cpu');
});

it.each(fixture.cases.map((one) => [one.name, one] as const))('ten steps as Keras takes them: %s', async (_, one) => {
  const initial = new Map<string, HostTensor>(
    Object.entries(fixture.initial).map(([name, { shape, data }]) => [
      name,
      { dtype: 'float32', shape, data: Float32Array.from(data) },
    ]),
  );
  const network = residualNetwork(labels.length, initial);
  const { name: __, learningRate, batchNorm, classWeights, losses, gradientNorms, after, ...spec } = one;
  const options = resolveOptimizer(spec, task);
  const before = tf.memory().numTensors;
  const weights = openLiveWeights(network);
  const optimizer = openOptimizer(options);
  const moves = new Set(Object.keys(after['10']!));
  const trainable = [...listWeights(network)].filter(([name, role]) => moves.has(name) && role.trainable);
  const trained = new Map(
    trainable.map(([name]) => [name, { learningRateScale: 1, block: 0, decays: name.endsWith('kernel') }]),
  );
  const exampleLoss = linear().bind([12], task, 1).exampleLoss;
  const plan = { trained, batchNorm: () => batchNorm };
  const subject = { network, weights, plan, options, optimizer, exampleLoss, pretrained: new Map(), evenTarget: 1 / 3 };
  for (const [at, batch] of fixture.batches.entries()) {
    const step = at + 1;
    const result = await takeStep(
      subject,
      [
        {
          inputs: {
            dtype: 'float32',
            shape: batch.shape,
            data: Float32Array.from(batch.inputs, (x) => x / fixture.inputScale),
          },
          targets: {
            dtype: 'float32',
            shape: [6, 3],
            data: Float32Array.from(batch.labels.flatMap((label) => labels.map((_, i) => (i === label ? 1 : 0)))),
          },
          weights: Float32Array.from(batch.labels, (label) => classWeights[label]!),
        },
      ],
      { step, rate: learningRate, dropoutSeed: () => 1 },
    );
    expect(result!.gradientNorm / gradientNorms[at]!).toBeCloseTo(1, 4);
    // Keras tells the loss of the smoothed targets.
    if (spec.labelSmoothing === undefined) expect(result!.loss).toBeCloseTo(losses[at]!, 4);
    for (const [name, values] of Object.entries(after[step] ?? {})) {
      // The BatchNorm after it takes this shift out again: its gradient is nothing but rounding, of which AdamW makes steps.
      if (batchNorm === 'train' && name === 'block_bn/beta') continue;
      const now = (await weights.read([name])).get(name)!.data;
      const moved = Math.hypot(...values.map((value, i) => value - initial.get(name)!.data[i]!));
      const apart = Math.hypot(...values.map((value, i) => value - now[i]!));
      expect(apart / Math.hypot(...values), `${name} after step ${step}`).toBeLessThan(1e-4);
      expect(apart / moved, `the way of ${name} until step ${step}`).toBeLessThan(0.02);
    }
  }
  for (const name of network.weights.keys()) {
    if (!moves.has(name)) expect((await weights.read([name])).get(name)!.data, name).toEqual(initial.get(name)!.data);
  }
  optimizer.dispose();
  weights.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
