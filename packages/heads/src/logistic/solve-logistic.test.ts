import { describe, expect, it } from 'vitest';
import type { Batch } from '@graftjs/core';
import fixture from '../../fixtures/sklearn-logistic.json';
import { toyBatch } from '../../test/toy-rows.js';
import { solveLogistic } from './solve-logistic.js';

describe.each(fixture.cases)('against scikit-learn: $name', ({ C, features, labels, softmax }) => {
  const [count = 0, width = 0] = features.shape;
  const classes = softmax.intercepts.length;
  const counts = Array.from({ length: classes }, (_, label) => labels.filter((l) => l === label).length);
  const batch: Batch = {
    features: { dtype: 'float32', shape: [count, width], data: Float32Array.from(features.data) },
    targets: {
      dtype: 'float32',
      shape: [count, classes],
      data: Float32Array.from(labels.flatMap((label) => counts.map((_, c) => (c === label ? 1 : 0)))),
    },
    weights: Float32Array.from(labels, (label) => count / (classes * counts[label]!)),
  };

  it('finds the same probabilities', async () => {
    const { dense } = await solveLogistic(batch, undefined, { penalties: [1 / (C * count)], seed: 1 });
    for (let row = 0; row < count; row++) {
      const scores = softmax.intercepts.map((_, c) => {
        let score = dense.bias.data[c]!;
        for (let i = 0; i < width; i++) score += features.data[row * width + i]! * dense.kernel.data[i * classes + c]!;
        return Math.exp(score);
      });
      const total = scores.reduce((sum, score) => sum + score, 0);
      scores.forEach((score, c) => expect(score / total).toBeCloseTo(softmax.probabilities[row]![c]!, 4));
    }
  });

  it('finds the same weights', async () => {
    const { dense } = await solveLogistic(batch, undefined, { penalties: [1 / (C * count)], seed: 1 });
    softmax.coefficients.forEach((column, c) =>
      column.forEach((expected, i) => {
        const size = Math.max(...softmax.coefficients.map((other) => Math.abs(other[i]!)));
        expect(Math.abs(dense.kernel.data[i * classes + c]! - expected)).toBeLessThan(1e-3 * size);
      }),
    );
  });
});

describe('solveLogistic', () => {
  const train = toyBatch({ count: 120, width: 8, labels: 3 });
  const validation = toyBatch({ count: 60, width: 8, labels: 3, seed: 2 });
  const penalties = [0.001, 10, 0.1, 1, 0.01];

  it('chooses the strongest penalty within one standard error of the lowest validation loss', async () => {
    const found = await solveLogistic(train, validation, { penalties, seed: 1 });
    expect(found.path.map(({ l2 }) => l2)).toEqual([10, 1, 0.1, 0.01, 0.001].slice(0, found.path.length));
    const lowest = found.path.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    const chosen = found.path.find((step) => step.validationLoss <= lowest.validationLoss + lowest.standardError)!;
    expect(chosen.l2).toBeGreaterThan(lowest.l2);
    const { l2, trainLoss, validationLoss } = chosen;
    expect(found).toMatchObject({ l2, trainLoss, validationLoss });
  });

  it('refits on everything, and keeps what was fitted to the training examples alone', async () => {
    const { l2, dense, beforeRefit } = await solveLogistic(train, validation, { penalties, seed: 1 });
    const alone = await solveLogistic(train, undefined, { penalties: [l2], seed: 1 });
    const all = await solveLogistic(joined(train, validation), undefined, { penalties: [l2], seed: 1 });
    beforeRefit!.kernel.data.forEach((w, i) => expect(w).toBeCloseTo(alone.dense.kernel.data[i]!, 3));
    dense.kernel.data.forEach((w, i) => expect(w).toBeCloseTo(all.dense.kernel.data[i]!, 3));
    expect(dense.kernel.data).not.toEqual(beforeRefit!.kernel.data);
  });

  it('stops once two weaker penalties in a row were worse', async () => {
    const many = Array.from({ length: 30 }, (_, i) => 10 ** (1 - i / 2));
    const { path } = await solveLogistic(train, validation, { penalties: many, seed: 1 });
    const losses = path.map(({ validationLoss }) => validationLoss);
    expect(losses.indexOf(Math.min(...losses))).toBe(path.length - 3);
    expect(path.length).toBeLessThan(many.length);
  });

  it('holds examples out where there is no validation batch', async () => {
    const found = await solveLogistic(train, undefined, { penalties, seed: 1 });
    expect(found.path.length).toBeGreaterThan(1);
    expect(found).toMatchObject({ validationLoss: null });
    expect(found.beforeRefit).toBeUndefined();
  });

  it('gives columns that do not vary no weight', async () => {
    const constant = toyBatch({ count: 60, width: 3, labels: 2 });
    for (let row = 0; row < 60; row++) constant.features.data[row * 3 + 1] = 0.1;
    const { dense } = await solveLogistic(constant, undefined, { penalties: [0.01], seed: 1 });
    expect([dense.kernel.data[2]! + 0, dense.kernel.data[3]!]).toEqual([0, 0]);
  });

  it('counts an example of weight 2 as two examples', async () => {
    const heavy = { ...train, weights: train.weights.map((_, i) => (i < 30 ? 2 : 1)) };
    const plain = { ...train, weights: train.weights.map(() => 1) };
    const twice = joined(plain, head(plain, 30));
    // Repeating rows also moves mean and spread, so the penalty is not quite the same: compare where it hardly matters.
    const a = await solveLogistic(heavy, undefined, { penalties: [1e-5], seed: 1 });
    const b = await solveLogistic(twice, undefined, { penalties: [1e-5], seed: 1 });
    expect(a.trainLoss).toBeCloseTo(b.trainLoss, 4);
  });

  it('gives the same bits every time', async () => {
    const solve = () => solveLogistic(train, undefined, { penalties, seed: 3 });
    expect(await solve()).toEqual(await solve());
  });

  it('stops when aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(solveLogistic(train, undefined, { penalties, seed: 1, signal })).rejects.toThrow('enough');
  });
});

function joined(a: Batch, b: Batch): Batch {
  const join = (x: Batch['features'], y: Batch['features']) => ({
    dtype: 'float32' as const,
    shape: [x.shape[0]! + y.shape[0]!, x.shape[1]!],
    data: Float32Array.from([...x.data, ...y.data]),
  });
  return {
    features: join(a.features, b.features),
    targets: join(a.targets, b.targets),
    weights: Float32Array.from([...a.weights, ...b.weights]),
  };
}

function head(batch: Batch, count: number): Batch {
  const first = (x: Batch['features']) => ({
    dtype: 'float32' as const,
    shape: [count, x.shape[1]!],
    data: Float32Array.from(x.data.subarray(0, count * x.shape[1]!)),
  });
  return { features: first(batch.features), targets: first(batch.targets), weights: batch.weights.slice(0, count) };
}
