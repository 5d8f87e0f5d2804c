import { GraftError, type BoundHead, type Network } from '@graftjs/core';
import { runNetwork, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Targets } from '../features/batch-of.js';
import type { Rows } from '../features/rows.js';
import { yieldTurn } from '../yield-turn.js';
import { countHits } from './count-hits.js';

/** A split with what it should come to. */
export interface LabelledRows {
  readonly rows: Rows;
  readonly targets: Targets;
  /** One an example. */
  readonly weights: Float32Array<ArrayBuffer>;
}

export interface ValidationSubject {
  /** From rows to scores. */
  readonly network: Network;
  readonly exampleLoss: BoundHead['exampleLoss'];
  /** Whether each example has one right column out of several. */
  readonly oneOfSeveral: boolean;
}

export interface ValidationFigures {
  /** Weighted mean of the example losses. */
  readonly loss: number;
  /** Share of the examples whose highest score is in the right column; `null` where there is no such thing. */
  readonly accuracy: number | null;
}

/** As many examples of a split as `positions` names, ready to run. */
export async function takeBatch({ rows, targets, weights }: LabelledRows, positions: readonly number[], view: number) {
  const [, columns = 0] = targets.shape;
  const wanted = new Float32Array(positions.length * columns);
  positions.forEach((at, i) => wanted.set(targets.data.subarray(at * columns, (at + 1) * columns), i * columns));
  return {
    inputs: await rows.read(positions, view),
    targets: { dtype: 'float32' as const, shape: [positions.length, columns], data: wanted },
    weights: Float32Array.from(positions, (at) => weights[at] ?? 0),
  };
}

/**
 * Tries a network on a whole split: nothing is dropped, and BatchNorm takes its moving statistics.
 *
 * @param weights by name; stay with the caller
 */
export async function validate(
  { network, exampleLoss, oneOfSeveral }: ValidationSubject,
  weights: ReadonlyMap<string, Tensor>,
  split: LabelledRows,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<ValidationFigures> {
  const count = split.rows.ids.length;
  const input = network.inputs[0]?.name ?? '';
  let [loss, weight, right] = [0, 0, 0];
  for (let first = 0; first < count; first += batchSize) {
    signal?.throwIfAborted();
    const positions = Array.from({ length: Math.min(batchSize, count - first) }, (_, i) => first + i);
    const batch = await takeBatch(split, positions, 0);
    const [losses, scores] = tf.tidy(() => {
      const [scores] = runNetwork(network, weights, new Map([[input, toTensor(batch.inputs)]]));
      if (scores === undefined) throw new GraftError('bad-scores', `${network.name} gives no scores.`);
      return [exampleLoss(scores, toTensor(batch.targets)), scores] as const;
    });
    try {
      (await losses.data()).forEach((value, i) => (loss += value * (batch.weights[i] ?? 0)));
      right += countHits(await scores.data(), batch.targets);
    } finally {
      tf.dispose([losses, scores]);
    }
    weight += batch.weights.reduce((sum, value) => sum + value, 0);
    await yieldTurn();
  }
  return { loss: loss / weight, accuracy: oneOfSeveral ? right / count : null };
}
