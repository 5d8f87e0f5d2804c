import type { BatchNormMode, Network } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import { listWeights, sliceNetwork } from '@graftjs/network';
import { keptValues } from './training-cost/kept-values.js';
import { outputSizes } from './training-cost/sizes.js';
import { countStepOperations, learningLayers } from './training-cost/step-operations.js';

/** What trains by steps: a network without the frozen part that is cached. */
export interface TrainedPart {
  /** From the boundary to the scores. */
  readonly network: Network;
  /** By weight name. */
  readonly trained: (weight: string) => boolean;
  /** By layer name. Default: 'frozen' everywhere. */
  readonly batchNorm?: ((layer: string) => BatchNormMode) | undefined;
}

export interface TrainingEstimate {
  /** Of all steps over all epochs; without validation, and without computing features. */
  readonly minutes: number;
  /** Held at once by weights, gradients, optimizer and activations; without what the program holds besides. */
  readonly bytes: number;
}

export interface TrainingPlan {
  readonly batchSize: number;
  /** Examples an epoch. */
  readonly examples: number;
  readonly epochs: number;
  /** Of one step, an example: what `measureTrainingStep` gave for the part. */
  readonly secondsPerExample: number;
}

/** A later boundary, and what training costs with it. */
export interface LaterBoundary extends TrainingEstimate {
  /** The layer up to which everything would be frozen. */
  readonly boundary: string;
}

/**
 * Time and memory that training takes, before the first step: time in proportion to a measured step, memory from the shapes of
 * what a gradient tape keeps. Time is rough, memory right to about a third.
 *
 * @param boundaries layers of the part at which it might begin instead, such as the ends of its blocks
 * @returns with what each of `boundaries` would cost instead, in their order
 * @example
 * estimateTraining(part, { batchSize: 32, examples: 800, epochs: 5, secondsPerExample: 0.06 }).minutes; // 4
 */
export function estimateTraining(
  part: TrainedPart,
  plan: TrainingPlan,
  boundaries: readonly string[] = [],
): TrainingEstimate & { readonly laterBoundaries: readonly LaterBoundary[] } {
  const { batchSize, examples, epochs, secondsPerExample } = plan;
  const minutes = (examples * epochs * secondsPerExample) / 60;
  const operations = countStepOperations(part);
  const laterBoundaries = boundaries.map((boundary) => {
    const later = { ...part, network: sliceNetwork(part.network, { after: boundary }) };
    return {
      boundary,
      minutes: (minutes * countStepOperations(later)) / operations,
      bytes: estimateTrainingBytes(later, batchSize),
    };
  });
  return { minutes, bytes: estimateTrainingBytes(part, batchSize), laterBoundaries };
}

/** The largest batch, at least 1, that trains within so many bytes; undefined when not even one example does. */
export function largestTrainingBatch(part: TrainedPart, bytes: number): number | undefined {
  const one = estimateTrainingBytes(part, 1);
  const each = estimateTrainingBytes(part, 2) - one;
  const batch = Math.floor((bytes - one) / each) + 1;
  return batch >= 1 ? batch : undefined;
}

/** Memory at the height of a step. Shares of one value are counted once, as every backend has them after `registerGradients`. */
export function estimateTrainingBytes(part: TrainedPart, batchSize: number): number {
  const { network, trained } = part;
  let weights = 0;
  for (const [name, { shape }] of listWeights(network)) weights += sizeOf(shape) * (trained(name) ? COPIES : 1);
  const sizes = outputSizes(network);
  const slopes = [...learningLayers(part)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const passing = PASSING * Math.max(0, ...sizes.values());
  return FLOAT_BYTES * (weights + batchSize * (keptValues(part) + slopes + passing));
}

const FLOAT_BYTES = 4;

/** Of a weight that trains: itself, its gradient, two values that an optimizer remembers, the next weight. */
const COPIES = 5;

/** Of the largest output: what the kernel of one gradient needs while it runs, such as padded or transposed copies. */
const PASSING = 4;
