import { GraftError, type BoundHead, type HostTensor, type Network } from '@graftjs/core';
import { runNetwork, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LiveWeights } from './live-weights.js';
import type { StagePlan } from './plan-stage.js';
import type { ResolvedOptimizer } from './resolve-optimizer.js';
import { releaseTape } from '@graftjs/engines/release-tape';
import '@graftjs/network/gradients';

/** What gradients are taken of. */
export interface GradientSubject {
  /** From the boundary to scores; one input. */
  readonly network: Network;
  readonly weights: Pick<LiveWeights, 'tensors'>;
  readonly plan: Pick<StagePlan, 'trained' | 'batchNorm'>;
  readonly options: Pick<ResolvedOptimizer, 'labelSmoothing'>;
  readonly exampleLoss: BoundHead['exampleLoss'];
  /** What a smoothed target goes towards, in every column. */
  readonly evenTarget: number;
}

/** Examples that go through the network at once; one weight an example. */
export interface StepBatch {
  readonly inputs: HostTensor;
  /** `[n, columns]` */
  readonly targets: HostTensor;
  readonly weights: Float32Array<ArrayBuffer>;
}

/** What a batch came to: tensors that the caller disposes. */
export type BatchFigures = {
  /** Its part of the weighted mean loss, of targets as they are: a scalar. */
  readonly loss: Tensor;
  /** `[n, columns]` */
  readonly scores: Tensor;
};

/** What the batches of a step add up to. */
export interface GradientSums {
  /** Of all examples of the step. */
  readonly weight: number;
  /** Undefined: nothing is dropped. */
  readonly dropoutSeed: number | undefined;
  readonly statistics: Map<string, Tensor>;
  readonly gradients: Map<string, Tensor>;
}

/** Adds a batch's part of the gradient of the weighted mean loss to the sums. */
export function addBatchGradients(subject: GradientSubject, batch: StepBatch, sums: GradientSums): BatchFigures {
  const { network, weights, plan, exampleLoss, options, evenTarget } = subject;
  const names = [...plan.trained.keys()];
  const input = network.inputs[0]?.name ?? '';
  let figures: BatchFigures | undefined;
  const forward = (inputs: ReadonlyMap<string, Tensor>, targets: Tensor, trained: readonly Tensor[]): tf.Scalar => {
    const current = new Map([...weights.tensors, ...sums.statistics]);
    names.forEach((name, i) => current.set(name, trained[i] as Tensor));
    const [scores] = runNetwork(network, current, inputs, {
      batchNorm: plan.batchNorm,
      dropoutSeed: sums.dropoutSeed,
      onUpdate(name, next) {
        sums.statistics.get(name)?.dispose();
        sums.statistics.set(name, next);
      },
    });
    if (scores === undefined) throw new GraftError('bad-scores', `${network.name} gives no scores.`);
    const shares = tf.div(tf.tensor1d(batch.weights), sums.weight);
    const lossOf = (wanted: Tensor): tf.Scalar => tf.sum(tf.mul(shares, exampleLoss(scores, wanted)));
    const plain = lossOf(targets);
    figures = { loss: tf.keep(tf.clone(plain)), scores: tf.keep(tf.clone(scores)) };
    if (options.labelSmoothing === 0) return plain;
    const even = evenTarget * options.labelSmoothing;
    return lossOf(tf.add(tf.mul(targets, 1 - options.labelSmoothing), even));
  };
  try {
    const gradients = tf.tidy(() => {
      const inputs = new Map([[input, toTensor(batch.inputs)]]);
      const targets = toTensor(batch.targets);
      const ofTrained = tf.valueAndGrads((...trained) => forward(inputs, targets, trained));
      return ofTrained(names.map((name) => weights.tensors.get(name) as Tensor)).grads;
    });
    gradients.forEach((gradient, i) => addGradient(sums.gradients, names[i] ?? '', gradient));
    return figures ?? { loss: tf.scalar(NaN), scores: tf.tensor2d([], [0, 0]) };
  } catch (error) {
    if (figures) tf.dispose(figures);
    releaseTape();
    throw error;
  }
}

/** Takes the gradient over. */
export function addGradient(gradients: Map<string, Tensor>, name: string, gradient: Tensor): void {
  const before = gradients.get(name);
  gradients.set(name, before === undefined ? gradient : tf.add(before, gradient));
  if (before !== undefined) tf.dispose([before, gradient]);
}
