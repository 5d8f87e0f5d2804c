import type { Batch, Head, Solution, SolveOptions } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { joinRows, rowsOf } from './parts/labelled-rows.js';
import { classMeans, type ClassMeans } from './prototype/class-means.js';
import { fitScale, fitScaleLeaveOneOut } from './prototype/fit-scale.js';
import { checkOptionNames } from './parts/check-options.js';
import { denseLoss } from './parts/dense-loss.js';
import { denseScores, withDenseWeights, type DenseWeights } from './parts/dense-scores.js';
import { labelsOf, widthOf } from './parts/expect-served.js';
import { softmaxCrossEntropy } from './parts/softmax-cross-entropy.js';

/**
 * Answers with the label whose mean of features is nearest, by the ordinary distance. Nothing is trained, a handful of examples
 * a label will do, and `addClass` adds a label later without the data of the others. For one label out of several.
 *
 * As one Dense layer, `scores`: since `-|x - m|² / 2` is `x·m - |m|² / 2` but for a part that all labels share, a label's
 * column is `scale * m` and its bias `-scale * |m|² / 2`. The scale only makes the probabilities fit, on validation examples
 * where there are some.
 *
 * @throws GraftError 'unknown-option'
 * @see Snell et al., "Prototypical networks for few-shot learning", NeurIPS 2017
 * @example
 * const head = prototype().bind([1280], { kind: 'classification', labels: ['cat', 'dog'] }, 7);
 */
export function prototype(options: Readonly<Record<string, never>> = {}): Head {
  checkOptionNames('prototype', options, []);
  return {
    id: 'prototype',
    spec: {},
    bind(features, task, seed) {
      const labels = labelsOf('prototype', task);
      const bare = denseScores('prototype', widthOf('prototype', features), labels.length);
      return {
        network: initializeWeights(bare, seed),
        activation: 'softmax',
        exampleLoss: softmaxCrossEntropy,
        async solve(train, validation, { signal }) {
          const found = solveByMeans(train, validation, labels, signal);
          const { dense, beforeRefit, scale, counts, trainLoss, validationLoss } = found;
          return {
            network: withDenseWeights(bare, dense),
            ...(beforeRefit && { beforeRefit: withDenseWeights(bare, beforeRefit) }),
            trainLoss,
            validationLoss,
            details: { scale, counts },
          };
        },
      };
    },
  };
}

interface MeansSolution extends Omit<Solution, 'network' | 'beforeRefit' | 'details'> {
  readonly dense: DenseWeights;
  readonly beforeRefit?: DenseWeights;
  readonly scale: number;
  /** Examples behind each mean. */
  readonly counts: readonly number[];
}

function solveByMeans(
  train: Batch,
  validation: Batch | undefined,
  labels: readonly string[],
  signal: SolveOptions['signal'],
): MeansSolution {
  signal?.throwIfAborted();
  const rows = rowsOf(train);
  const means = classMeans(rows, labels);
  if (validation === undefined || validation.targets.shape[0] === 0) {
    const scale = fitScaleLeaveOneOut(rows, means);
    const dense = denseOf(means, scale);
    return { dense, scale, counts: means.counts, trainLoss: denseLoss(dense, train), validationLoss: null };
  }
  const held = rowsOf(validation);
  const scale = fitScale(held, means);
  signal?.throwIfAborted();
  const beforeRefit = denseOf(means, scale);
  const all = classMeans(joinRows(rows, held), labels);
  return {
    dense: denseOf(all, scale),
    beforeRefit,
    scale,
    counts: all.counts,
    trainLoss: denseLoss(beforeRefit, train),
    validationLoss: denseLoss(beforeRefit, validation),
  };
}

function denseOf({ means, width }: ClassMeans, scale: number): DenseWeights {
  const labels = means.length / width;
  const kernel = new Float32Array(width * labels);
  const bias = new Float32Array(labels);
  for (let label = 0; label < labels; label++) {
    const mean = means.subarray(label * width, (label + 1) * width);
    mean.forEach((value, i) => (kernel[i * labels + label] = scale * value));
    bias[label] = (-scale * mean.reduce((sum, value) => sum + value * value, 0)) / 2;
  }
  return {
    kernel: { dtype: 'float32', shape: [width, labels], data: kernel },
    bias: { dtype: 'float32', shape: [labels], data: bias },
  };
}
