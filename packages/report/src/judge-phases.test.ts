import { randomStream, type EpochResult } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { judgePhases } from './judge-phases.js';

type Curve = (epoch: number) => number;

/** The curves over `count` epochs, with normal noise by seed. */
function historyOf(validation: Curve, train: Curve, count: number, { noise = 0, seed = 0 } = {}): EpochResult[] {
  const stream = randomStream(seed, 'judge-phases');
  return Array.from({ length: count }, (_, index) => ({
    epoch: index + 1,
    step: index + 1,
    learningRate: 0.1,
    trainLoss: train(index + 1) + 0.1 * noise * stream.normal(),
    validationLoss: validation(index + 1) + noise * stream.normal(),
    trainAccuracy: null,
    validationAccuracy: null,
  }));
}

/** What is said after each epoch, as somebody who watches would see it. */
function firstAlarm(history: readonly EpochResult[]): number | null {
  for (let count = 1; count <= history.length; count++) {
    const certainAt = judgePhases(history.slice(0, count))?.certainAt ?? null;
    if (certainAt !== null) return certainAt;
  }
  return null;
}

const falling: Curve = (t) => 0.9 * Math.exp(-t / 6);
const fallUntil = (turn: number, t: number) => 0.8 * (Math.exp(-t / 4) - Math.exp(-turn / 4));
const overfit =
  (turn: number, rise: Curve): Curve =>
  (t) =>
    0.5 + (t <= turn ? fallUntil(turn, t) : rise(t - turn));

describe('a forced overfit', () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed);

  it.each<[string, number, Curve, number]>([
    ['a steady rise', 10, (t) => 0.08 * t, 0],
    ['a steady rise, some noise', 10, (t) => 0.16 * t, 0.005],
    ['a rise that levels off', 8, (t) => 0.4 * Math.log(1 + t), 0.002],
    ['a rise at once', 12, () => 0.5, 0.005],
    ['a late rise', 30, (t) => 0.08 * t, 0],
  ])('is certain within two epochs of the minimum where it is clear: %s', (_, turn, rise, noise) => {
    for (const seed of seeds) {
      const history = historyOf(overfit(turn, rise), falling, turn + 12, { noise, seed });
      const alarm = firstAlarm(history);
      const phases = judgePhases(history.slice(0, alarm ?? 0));
      const minimum = phases?.minimum ?? NaN;
      expect(Math.abs(minimum - turn)).toBeLessThanOrEqual(1);
      expect(alarm).toBeLessThanOrEqual(turn + 2);
      expect(phases?.spans.at(-1)).toEqual({ phase: 'overfitting', from: minimum + 1, to: alarm });
    }
  });

  it.each<[string, number, readonly number[]]>([
    ['the first epoch', 1, [0.5, 0.6, 0.75, 0.9, 1.1]],
    ['the second', 2, [0.7, 0.4, 0.55, 0.75, 1, 1.3]],
    ['the third', 3, [0.7, 0.5, 0.4, 0.5, 0.65, 0.85]],
    ['the fourth, and doubles after it', 4, [0.9, 0.7, 0.5, 0.4, 0.8, 1.6, 3.2]],
    ['the eighth, and rises by a tenth after it', 8, [1, 0.85, 0.72, 0.62, 0.54, 0.48, 0.44, 0.42, 0.46, 0.51, 0.56]],
  ])('is certain within two epochs also where the minimum is %s', (_, turn, losses) => {
    const history = historyOf((t) => losses[t - 1] ?? NaN, falling, losses.length);
    expect(firstAlarm(history)).toBe(turn + 2);
    expect(judgePhases(history)?.minimum).toBe(turn);
  });

  it.each<[string, number, Curve, number]>([
    ['a steady rise', 10, (t) => 0.06 * t, 0.02],
    ['a slow rise', 10, (t) => 0.02 * t, 0.01],
    ['a rise that gets faster', 8, (t) => 0.02 * t ** 2, 0.01],
    ['an early rise', 3, (t) => 0.08 * t, 0.02],
    ['a rise from the first epoch on', 1, (t) => 0.05 * t, 0.01],
  ])('is named within two epochs of where it began, whatever the noise: %s', (_, turn, rise, noise) => {
    for (const seed of seeds) {
      const history = historyOf(overfit(turn, rise), falling, turn + 15, { noise, seed });
      const phases = judgePhases(history);
      const from = phases?.spans.find(({ phase }) => phase === 'overfitting')?.from ?? NaN;
      expect(Math.abs(from - 1 - turn)).toBeLessThanOrEqual(2);
      expect(phases?.certainAt).toBeGreaterThan(phases?.minimum ?? NaN);
    }
  });
});

describe('a healthy run raises no alarm at any epoch, over 200 curves', () => {
  it.each<[string, Curve, Curve, number, number]>([
    ['a plateau', (t) => 0.5 + 0.8 * Math.exp(-t / 4), (t) => 0.4 + 0.9 * Math.exp(-t / 4) - 0.002 * t, 40, 0.01],
    ['a noisy plateau', (t) => 0.5 + 0.8 * Math.exp(-t / 4), (t) => 0.4 + 0.9 * Math.exp(-t / 4) - 0.002 * t, 40, 0.03],
    ['slow learning', (t) => 1.2 - 0.005 * t, (t) => 1.2 - 0.006 * t, 40, 0.03],
    ['fast learning', (t) => 2 * Math.exp(-t / 10), (t) => 2 * Math.exp(-t / 9), 40, 0.01],
    ['good from the start', () => 0.3, (t) => 0.3 - 0.002 * t, 40, 0.02],
    ['few epochs, good from the start, noisy', () => 0.3, (t) => 0.3 - 0.002 * t, 6, 0.02],
    ['few epochs, learning', (t) => 0.5 + 0.5 * Math.exp(-t / 2), (t) => 0.5 * Math.exp(-t / 2), 6, 0.04],
  ])('%s', (_, validation, train, count, noise) => {
    for (let seed = 1000; seed < 1200; seed++) {
      expect(firstAlarm(historyOf(validation, train, count, { noise, seed }))).toBeNull();
    }
  });
});

it('does not take divergence for overfitting', () => {
  const rising = overfit(8, (t) => 0.1 * t);
  expect(firstAlarm(historyOf(rising, rising, 20))).toBeNull();
  expect(firstAlarm(historyOf(rising, falling, 20))).toBe(10);
});

it('takes it back where a new minimum comes', () => {
  const twice: Curve = (t) => (t <= 20 ? overfit(8, (since) => 0.02 * since)(t) : 0.1);
  const history = historyOf(twice, falling, 22);
  expect(judgePhases(history.slice(0, 20))?.certainAt).not.toBeNull();
  expect(judgePhases(history)).toMatchObject({ minimum: 21, certainAt: null });
});

it('tells learning from learning details, and names the minimum', () => {
  const levelling = historyOf((t) => 0.5 + 0.8 * Math.exp(-t / 4), falling, 30);
  expect(judgePhases(levelling)).toEqual({
    spans: [
      { phase: 'still learning', from: 1, to: 10 },
      { phase: 'learning details', from: 11, to: 30 },
    ],
    minimum: 30,
    certainAt: null,
  });
  const steady = historyOf((t) => 2 - 0.05 * t, falling, 20);
  expect(judgePhases(steady)?.spans).toEqual([{ phase: 'still learning', from: 1, to: 20 }]);
  const all = historyOf(
    overfit(20, (t) => 0.1 * t),
    falling,
    25,
  );
  expect(judgePhases(all)).toMatchObject({
    spans: [
      { phase: 'still learning', from: 1 },
      { phase: 'learning details', to: 20 },
      { phase: 'overfitting', from: 21, to: 25 },
    ],
    minimum: 20,
    certainAt: 22,
  });
});

it('says nothing where there is nothing to judge by', () => {
  const [epoch] = historyOf(falling, falling, 1) as [EpochResult];
  expect(judgePhases([])).toBeNull();
  expect(judgePhases([epoch, { ...epoch, epoch: 2, validationLoss: null }])).toBeNull();
  expect(judgePhases([{ ...epoch, validationLoss: NaN }])).toBeNull();
  expect(judgePhases([epoch])).toEqual({
    spans: [{ phase: 'learning details', from: 1, to: 1 }],
    minimum: 1,
    certainAt: null,
  });
});
