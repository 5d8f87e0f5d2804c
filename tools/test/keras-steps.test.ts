import { startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareProjections, keras, prepareLite0, takeKerasSteps } from '../keras-steps.mjs';

interface Case {
  readonly name: string;
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly tensors: Readonly<Record<string, Tensor>>;
}

interface Tensor {
  readonly norms: readonly [before: number, after: number];
  readonly change: readonly number[];
  /** Distance between Keras's float32 and its float64. */
  readonly rounding: number;
}

const cases = keras.cases as readonly Case[];

describe('ten steps of the last three blocks of EfficientNet-Lite0, against Keras', () => {
  let prepared: Awaited<ReturnType<typeof prepareLite0>>;
  beforeAll(async () => {
    await startBackend('wasm');
    registerGradients();
    prepared = await prepareLite0();
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s: every tensor within 1e-4', async (_, one) => {
    const held = tf.memory().numTensors;
    const { losses, gradientNorms, moved, stray } = await takeKerasSteps(prepared, one);
    expect(tf.memory().numTensors).toBe(held);
    expect(stray).toEqual([]);
    expect([...moved.keys()].sort()).toEqual(Object.keys(one.tensors).sort());
    losses.forEach((loss: number, step: number) => expect(loss).toBeCloseTo(one.losses[step]!, 3));
    gradientNorms.forEach((norm: number, step: number) => expect(norm / one.gradientNorms[step]!).toBeCloseTo(1, 2));

    for (const [name, ours] of moved) {
      const wanted = one.tensors[name]!;
      const { difference, norm, change } = compareProjections(ours, wanted);
      expect(difference / norm, name).toBeLessThan(1e-4);
      // Ten small steps move a tensor little, so the move itself is compared too, as far as Keras's own rounding lets it:
      // before a BatchNorm that trains, a shift has no gradient but rounding.
      expect(difference, `the change of ${name}`).toBeLessThanOrEqual(Math.max(0.02 * change, 10 * wanted.rounding));
    }
  });
});
