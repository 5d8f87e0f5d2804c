import type { Block } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { yieldTurn } from '../yield-turn.js';
import { addBatchGradients, type GradientSubject, type StepBatch } from './batch-gradients.js';

/**
 * The norm of each block's gradient over the norm of its weights: how much a block has to give to this task.
 *
 * @param batches together the examples whose mean loss it is
 * @returns one number a block; 0 for a block without weights that train
 * @see Lee et al., "Surgical Fine-Tuning Improves Adaptation to Distribution Shifts", ICLR 2023 ("Auto-RGN")
 */
export async function measureGradients(
  subject: GradientSubject,
  blocks: readonly Block[],
  batches: readonly StepBatch[],
): Promise<number[]> {
  const weight = batches.reduce((sum, batch) => sum + batch.weights.reduce((part, value) => part + value, 0), 0);
  const gradients = new Map<string, Tensor>();
  try {
    for (const batch of batches) {
      const sums = { weight, dropoutSeed: undefined, statistics: new Map<string, Tensor>(), gradients };
      tf.dispose(addBatchGradients(subject, batch, sums));
      await yieldTurn();
    }
    const norms: number[] = [];
    for (const index of blocks.keys()) {
      const names = [...subject.plan.trained].filter(([, { block }]) => block === index).map(([name]) => name);
      const [gradient, size] = await Promise.all([normOf(gradients, names), normOf(subject.weights.tensors, names)]);
      norms.push(size > 0 ? gradient / size : 0);
    }
    return norms;
  } finally {
    tf.dispose([...gradients.values()]);
  }
}

async function normOf(tensors: ReadonlyMap<string, Tensor>, names: readonly string[]): Promise<number> {
  let squares = 0;
  for (const name of names) {
    const square = tf.tidy(() => tf.sum(tf.square(tensors.get(name) ?? 0)));
    squares += (await square.data())[0] ?? 0;
    square.dispose();
  }
  return Math.sqrt(squares);
}
