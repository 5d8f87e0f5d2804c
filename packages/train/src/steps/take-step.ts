import { GraftError } from '@graftjs/core';
import { explainFailure } from '@graftjs/engines/backend-memory';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  addBatchGradients,
  addGradient,
  type BatchFigures,
  type GradientSubject,
  type GradientSums,
  type StepBatch,
} from './batch-gradients.js';
import { countHits } from './count-hits.js';
import type { LiveWeights } from './live-weights.js';
import type { Optimizer } from './optimizer.js';
import type { ResolvedOptimizer } from './resolve-optimizer.js';
import { yieldTurn } from '../yield-turn.js';

/** What steps have in common. */
export interface StepSubject extends GradientSubject {
  readonly weights: LiveWeights;
  readonly options: ResolvedOptimizer;
  readonly optimizer: Optimizer;
  /** Where `pullToPretrained` pulls to, by weight name; weights that it does not hold are not pulled. */
  readonly pretrained: ReadonlyMap<string, Tensor>;
}

export interface StepMoment {
  /** Counts from 1 within the run; for messages. */
  readonly step: number;
  /** Before a weight's scale. */
  readonly rate: number;
  /** Decides what each of the batches drops. */
  readonly dropoutSeed: (batch: number) => number;
  /** Asked before each batch; once true, the step is given up and nothing has moved. */
  readonly mustStop?: () => boolean;
}

export interface StepResult {
  /** Weighted mean of the example losses over all batches, of targets as they are, before the step. */
  readonly loss: number;
  /** Sum of the examples' weights. */
  readonly weight: number;
  /** How many examples were right before the step; see `countHits`. */
  readonly hits: number;
  /** Global norm, before clipping; with the pull to the pretrained weights. */
  readonly gradientNorm: number;
}

/**
 * One step: gradients of the weighted mean loss over all examples of all batches, then one move of every trained weight.
 * Batches differ from one large batch by rounding only, unless BatchNorm trains or something is dropped.
 *
 * @returns undefined when `mustStop` said so
 * @throws GraftError 'loss-not-finite', 'backend-lost', with every weight as it was
 */
export async function takeStep(
  subject: StepSubject,
  batches: readonly StepBatch[],
  moment: StepMoment,
): Promise<StepResult | undefined> {
  const { weights, plan, optimizer, options } = subject;
  const weight = batches.reduce((sum, batch) => sum + sumOf(batch.weights), 0);
  // Statistics move from batch to batch, and only stay when the whole step does.
  const statistics = new Map<string, Tensor>();
  const gradients = new Map<string, Tensor>();
  const figures: BatchFigures[] = [];
  try {
    for (const [at, batch] of batches.entries()) {
      await yieldTurn();
      if (moment.mustStop?.() === true) return undefined;
      figures.push(
        addExplained(subject, batch, { weight, dropoutSeed: moment.dropoutSeed(at), statistics, gradients }),
      );
    }
    pullToPretrained(subject, gradients);
    const { loss, gradientNorm, scores } = await readFigures(figures, gradients);
    // What is read from a lost graphics card are zeros, by which nothing may move.
    weights.checkIntact();
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw notFinite(loss, moment);
    const { clipNorm = Infinity } = options;
    if (gradientNorm > clipNorm) scale(gradients, clipNorm / gradientNorm);
    optimizer.apply(weights, gradients, (name) => {
      const { learningRateScale = 1, decays = false } = plan.trained.get(name) ?? {};
      return { rate: moment.rate * learningRateScale, decays };
    });
    for (const [name, next] of statistics) weights.replace(name, next);
    statistics.clear();
    const hits = batches.reduce((sum, { targets }, at) => sum + countHits(scores[at] ?? [], targets), 0);
    return { loss, weight, hits, gradientNorm };
  } finally {
    tf.dispose([...statistics.values(), ...gradients.values(), ...figures]);
  }
}

/** A backend whose memory is used up throws what nobody can read. */
function addExplained(subject: StepSubject, batch: StepBatch, sums: GradientSums): BatchFigures {
  try {
    return addBatchGradients(subject, batch, sums);
  } catch (error) {
    throw explainFailure(error, tf.backend(), `A training step with a batch of ${batch.weights.length}`);
  }
}

/** L2-SP: Li, Grandvalet & Davoine, ICML 2018. */
function pullToPretrained({ options, weights, pretrained }: StepSubject, gradients: Map<string, Tensor>): void {
  if (options.pullToPretrained === 0) return;
  for (const name of gradients.keys()) {
    const [weight, anchor] = [weights.tensors.get(name), pretrained.get(name)];
    if (weight === undefined || anchor === undefined) continue;
    addGradient(
      gradients,
      name,
      tf.tidy(() => tf.mul(tf.sub(weight, anchor), options.pullToPretrained)),
    );
  }
}

function scale(gradients: Map<string, Tensor>, factor: number): void {
  for (const [name, gradient] of gradients) {
    gradients.set(name, tf.mul(gradient, factor));
    gradient.dispose();
  }
}

interface HostFigures {
  readonly loss: number;
  readonly gradientNorm: number;
  /** Of each batch. */
  readonly scores: readonly ArrayLike<number>[];
}

/** One trip to the host for all of them. Sums are made there: `addN` of tfjs asks more of WebGPU than its limits allow. */
async function readFigures(
  figures: readonly BatchFigures[],
  gradients: ReadonlyMap<string, Tensor>,
): Promise<HostFigures> {
  const joined = tf.tidy(() => {
    const losses = figures.map((batch) => batch.loss);
    const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
    const scores = figures.map((batch) => batch.scores);
    return tf.concat([...losses, ...squares, ...scores].map((part) => tf.reshape(part, [-1])));
  });
  try {
    const values = (await joined.data()) as Float32Array;
    let end = 0;
    const take = (count: number): Float32Array => values.subarray(end, (end += count));
    const loss = sumOf(take(figures.length));
    const gradientNorm = Math.sqrt(sumOf(take(gradients.size)));
    return { loss, gradientNorm, scores: figures.map(({ scores }) => take(scores.size)) };
  } finally {
    joined.dispose();
  }
}

function notFinite(loss: number, { step, rate }: StepMoment): GraftError {
  const what = Number.isFinite(loss) ? 'The gradient' : `The loss (${loss})`;
  return new GraftError(
    'loss-not-finite',
    `${what} is not finite any more at step ${step}, with a learning rate of ${rate}. Weights are as before that step. ` +
      `Try a learning rate of ${rate / 10}, a warm-up, or an optimizer with clipNorm: 1; a picture with values out of range does it too.`,
  );
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
