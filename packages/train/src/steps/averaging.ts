import { add, mul, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { HostTensor } from '@graftjs/core';
import { toTensor } from '@graftjs/network';
import { dispose, keep } from '@tensorflow/tfjs-core';
import { readTensors, type LiveWeights } from './live-weights.js';

/** An exponential moving average of the weights that move. */
export interface Averaging {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Takes the weights after a step in. */
  add(weights: LiveWeights, step: number): void;
  save(): Promise<Map<string, HostTensor>>;
  dispose(): void;
}

/**
 * @param decay from 0 to 1 (excluded); the first steps count for more, as `min(decay, (1 + step) / (10 + step))`, so that a
 * short stage does not end where it began
 * @param start what the average is before the first step, by name: the weights themselves, or what a checkpoint kept
 * @see TensorFlow, `tf.train.ExponentialMovingAverage` with `num_updates`
 */
export function openAveraging(decay: number, start: ReadonlyMap<string, HostTensor>): Averaging {
  const tensors = new Map([...start].map(([name, value]) => [name, keep(toTensor(value))]));
  return {
    tensors,
    add(weights, step) {
      const kept = Math.min(decay, (1 + step) / (10 + step));
      for (const [name, average] of tensors) {
        const weight = weights.tensors.get(name);
        if (weight === undefined) continue;
        tensors.set(name, keep(tidy(() => add(mul(average, kept), mul(weight, 1 - kept)))));
        average.dispose();
      }
    },
    save: () => readTensors(tensors),
    dispose() {
      dispose([...tensors.values()]);
      tensors.clear();
    },
  };
}
