import type { HostTensor } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { openLiveWeights, type LiveWeights } from './live-weights.js';
import { openOptimizer, type Optimizer, type OptimizerState } from './optimizer.js';
import { resolveOptimizer } from './resolve-optimizer.js';

const task = { kind: 'classification', labels: ['a', 'b'] } as const;
const host = (shape: number[], data: number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
const start = new Map([
  ['matrix', host([2, 1], [1, -2])],
  ['vector', host([2], [3, 4])],
]);
const network = {
  name: 'dense',
  inputs: [{ name: 'x', shape: [null, 2], dtype: 'float32' as const }],
  layers: [
    {
      name: 'd',
      type: 'Dense',
      inputs: [{ from: 'x' }],
      options: { units: 1 },
      weights: { kernel: 'matrix', bias: 'vector' },
    },
  ],
  outputs: [{ from: 'd' }],
  weights: start,
};
const gradientAt = (step: number, scale: number) => [Math.sin(step) * scale, Math.cos(3 * step) * scale];

let held = 0;
beforeAll(async () => {
  await startBackend('cpu');
});
beforeEach(() => {
  held = tf.memory().numTensors;
});

function apply(optimizer: Optimizer, weights: LiveWeights, gradients: Record<string, number[]>, rate: number): void {
  const tensors = new Map(
    Object.entries(gradients).map(([name, data]) => [name, tf.tensor(data, weights.tensors.get(name)!.shape)]),
  );
  optimizer.apply(weights, tensors, (name) =>
    name === 'vector' ? { rate: rate / 2, decays: false } : { rate, decays: true },
  );
  tf.dispose([...tensors.values()]);
}

async function run(spec: object, steps: number, state?: OptimizerState, names = ['matrix', 'vector']) {
  const weights = openLiveWeights(network);
  const optimizer = openOptimizer(resolveOptimizer(spec, task), state);
  for (let step = 0; step < steps; step++) {
    apply(optimizer, weights, Object.fromEntries(names.map((name, i) => [name, gradientAt(step, i + 1)])), 0.1);
  }
  const values = await weights.read(['matrix', 'vector']);
  const saved = await optimizer.save();
  optimizer.dispose();
  weights.dispose();
  expect(tf.memory().numTensors).toBe(held);
  return { matrix: [...values.get('matrix')!.data], vector: [...values.get('vector')!.data], saved };
}

/** The definition, in float64. */
function reference(
  kind: 'adamw' | 'sgd',
  w: number[],
  steps: number,
  scale: number,
  rate: number,
  decay: number,
): number[] {
  return w.map((begin, i) => {
    let [weight, m, v] = [begin, 0, 0];
    for (let t = 1; t <= steps; t++) {
      const g = gradientAt(t - 1, scale)[i]!;
      weight -= rate * decay * weight;
      if (kind === 'sgd') {
        m = 0.9 * m - rate * g;
        weight += m;
        continue;
      }
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const [mHat, vHat] = [m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)];
      weight -= (rate * mHat) / (Math.sqrt(vHat) + 1e-7);
    }
    return weight;
  });
}

it.each(['adamw', 'sgd'] as const)('moves as %s is defined, and decays only what it is told to', async (kind) => {
  const { matrix, vector } = await run({ kind, weightDecay: 0.2 }, 7);
  reference(kind, [1, -2], 7, 1, 0.1, 0.2).forEach((value, i) => expect(matrix[i]).toBeCloseTo(value, 4));
  reference(kind, [3, 4], 7, 2, 0.05, 0).forEach((value, i) => expect(vector[i]).toBeCloseTo(value, 4));
});

it('is plain descent without momentum, and remembers nothing', async () => {
  const { matrix, saved } = await run({ kind: 'sgd', momentum: 0 }, 1);
  expect(matrix[1]).toBeCloseTo(-2.1, 6);
  expect(saved.get('matrix')).toEqual({ steps: 1, slots: new Map() });
});

it.each(['adamw', 'sgd'] as const)('goes on from what %s saved to the same bits', async (kind) => {
  const whole = await run({ kind }, 5);
  const weights = openLiveWeights(network);
  let state: OptimizerState = new Map();
  for (let step = 0; step < 5; step++) {
    const optimizer = openOptimizer(resolveOptimizer({ kind }, task), state);
    apply(optimizer, weights, { matrix: gradientAt(step, 1), vector: gradientAt(step, 2) }, 0.1);
    state = await optimizer.save();
    optimizer.dispose();
  }
  expect([...(await weights.read(['matrix'])).get('matrix')!.data]).toEqual(whole.matrix);
  expect(state).toEqual(whole.saved);
  weights.dispose();
});

it.each(['adamw', 'sgd'] as const)(
  'gives a weight that begins to train later no memory of another: %s',
  async (kind) => {
    const weights = openLiveWeights(network);
    const optimizer = openOptimizer(resolveOptimizer({ kind }, task));
    for (let step = 0; step < 3; step++) apply(optimizer, weights, { matrix: gradientAt(step, 50) }, 0.1);
    for (let step = 0; step < 4; step++) {
      apply(optimizer, weights, { vector: gradientAt(step, 2), matrix: gradientAt(step + 3, 50) }, 0.1);
    }
    const vector = [...(await weights.read(['vector'])).get('vector')!.data];
    reference(kind, [3, 4], 4, 2, 0.05, 0).forEach((value, i) => expect(vector[i]).toBeCloseTo(value, 4));
    const steps = [...(await optimizer.save())].map(([name, state]) => [name, state.steps]);
    expect(Object.fromEntries(steps)).toEqual({ matrix: 7, vector: 4 });
    optimizer.dispose();
    weights.dispose();
  },
);
