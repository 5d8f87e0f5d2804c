import { describe, expect, it } from 'vitest';
import { randomStream } from '@graftjs/core';
import fixture from '../../fixtures/sklearn-metrics.json';
import { computeMetrics } from './compute-metrics.js';

const seed = 7;

describe.each(fixture.cases)('against scikit-learn: $name', ({ probabilities, labels: targets, expected }) => {
  const labels = probabilities[0]!.map((_, i) => `label ${i}`);
  const metrics = computeMetrics(probabilities, targets, labels, { seed });

  it('gives the same figures', () => {
    expect(metrics.accuracy.value).toBeCloseTo(expected.accuracy, 11);
    expect(metrics.balancedAccuracy.value).toBeCloseTo(expected.balancedAccuracy, 11);
    expect(metrics.auc?.value).toBeCloseTo(expected.rocAuc, 11);
    expect(metrics.logLoss.value).toBeCloseTo(expected.logLoss, 11);
    expect(metrics.confusion).toEqual(expected.confusion);
  });

  it('gives the same figures for each class', () => {
    metrics.classes.forEach(({ label, precision, recall, f1, support }, i) => {
      expect(label).toBe(labels[i]);
      expect(precision).toBeCloseTo(expected.precision[i]!, 11);
      expect(recall).toBeCloseTo(expected.recall[i]!, 11);
      expect(f1).toBeCloseTo(expected.f1[i]!, 11);
      expect(support).toBe(expected.support[i]);
    });
  });

  it('puts every figure into its interval', () => {
    for (const { low, value, high } of [metrics.accuracy, metrics.balancedAccuracy, metrics.logLoss, metrics.auc!]) {
      expect(low).toBeLessThanOrEqual(value + 1e-12);
      expect(high).toBeGreaterThanOrEqual(value - 1e-12);
    }
  });
});

describe('computeMetrics', () => {
  it('knows no AUC, and the recall of what occurs, where a label is missing', () => {
    const metrics = computeMetrics(
      [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      [0, 0],
      ['cat', 'dog'],
      { seed },
    );
    expect(metrics.auc).toBeNull();
    expect(metrics.balancedAccuracy.value).toBe(0.5);
    expect(metrics.majorityRate).toBe(1);
    expect(metrics.classes[1]).toEqual({ label: 'dog', precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('gives a rare figure an interval', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [1 - i / 12, i / 12]);
    const { auc } = computeMetrics(
      rows,
      rows.map((_, i) => (i === 8 ? 1 : 0)),
      ['cat', 'dog'],
      { seed },
    );
    expect(auc!.value).toBeCloseTo(8 / 11, 12);
    expect(auc!.low).toBeLessThan(auc!.value);
    expect(auc!.high).toBeLessThanOrEqual(1);
  });

  it.each([2, 150])('gives every figure of 2 examples a class an interval: %d classes', (classes) => {
    const targets = Array.from({ length: 2 * classes }, (_, i) => i % classes);
    const random = randomStream(3, 'rows');
    const rows = targets.map(() => Array.from({ length: classes }, () => random.uniform()));
    const { accuracy, balancedAccuracy, auc, logLoss } = computeMetrics(
      rows,
      targets,
      [...Array(classes).keys()].map(String),
      { seed },
    );
    for (const { value, low, high } of [accuracy, balancedAccuracy, auc!, logLoss]) {
      expect(low).toBeLessThan(high);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it.each([
    ['right', 1],
    ['wrong', 0],
  ])('does not take %s about every example for %d without doubt', (_, value) => {
    const targets = Array.from({ length: 20 }, (__, i) => i % 2);
    const rows = targets.map((target) => (target === value ? [0.1, 0.9] : [0.9, 0.1]));
    const { accuracy, balancedAccuracy, auc } = computeMetrics(rows, targets, ['cat', 'dog'], { seed });
    const doubt = ({ low, high }: { low: number; high: number }) => (value === 1 ? 1 - low : high);
    expect([accuracy.value, balancedAccuracy.value, auc!.value]).toEqual([value, value, value]);
    expect(doubt(accuracy)).toBeCloseTo(0.1611, 4);
    // Of each recall Wilson's with 10 examples is 0.2775 wide.
    expect(doubt(balancedAccuracy)).toBeCloseTo(Math.hypot(0.27753, 0.27753) / 2, 4);
    expect(doubt(auc!)).toBeGreaterThan(0.1);
    expect(doubt(auc!)).toBeLessThan(0.3);
  });

  it('is decided by the seed', () => {
    const random = randomStream(1, 'rows');
    const rows = Array.from({ length: 624 }, () => random.uniform()).map((p) => [1 - p, p]);
    const targets = rows.map(([, p]) => (random.uniform() < p! ? 1 : 0));
    const compute = (chosen: number) => computeMetrics(rows, targets, ['cat', 'dog'], { seed: chosen });
    const first = compute(7);
    expect(compute(7)).toEqual(first);
    expect(compute(8).auc).not.toEqual(first.auc);
    expect(compute(8).accuracy).toEqual(first.accuracy);
    // The textbook interval of a share: both methods agree to a percentage point at this size.
    const { value, low, high } = first.accuracy;
    const half = 1.96 * Math.sqrt((value * (1 - value)) / 624);
    expect(low).toBeCloseTo(value - half, 1.5);
    expect(high).toBeCloseTo(value + half, 1.5);
  });

  it.each([
    ['no example', [], [], 'nothing-to-evaluate', 'no example to evaluate'],
    [
      'a missing target',
      [[1, 0]],
      [0, 1],
      'bad-predictions',
      '1 predictions for 2 targets. Give one row of probabilities for each target.',
    ],
    [
      'a missing column',
      [[1]],
      [0],
      'bad-predictions',
      'has to be 2 finite probabilities, one a label; got [1]. Check the labels, and the model for NaN.',
    ],
    ['NaN', [[NaN, 1]], [0], 'bad-predictions', 'got [NaN, 1].'],
    ['an unknown label', [[0, 1]], [2], 'bad-predictions', "a label's index, 0 to 1; got 2."],
  ])('refuses %s', (_, probabilities, targets, code, text) => {
    const act = () => computeMetrics(probabilities, targets, ['cat', 'dog'], { seed });
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(act).toThrow(text);
  });
});
