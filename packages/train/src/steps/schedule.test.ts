import type { TrainStage } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { rateAt } from './schedule.js';

const stage: TrainStage = {
  kind: 'train',
  name: 'tune',
  start: 'current',
  blocks: [],
  head: 'train',
  learningRate: 0.2,
  epochs: 1,
  schedule: 'constant',
};
const rates = (changes: Partial<TrainStage>, steps: number) =>
  Array.from({ length: steps }, (_, step) => rateAt({ ...stage, ...changes }, step, steps));

describe('rateAt', () => {
  it('stays', () => {
    expect(rates({}, 3)).toEqual([0.2, 0.2, 0.2]);
  });

  it('rises in equal steps and reaches the rate when the warm-up is over', () => {
    const [first, second, third, fourth, ...rest] = rates({ warmup: 0.4 }, 10);
    [0.04, 0.08, 0.12, 0.16].forEach((rate, i) => expect([first, second, third, fourth][i]).toBeCloseTo(rate, 12));
    expect(rest).toEqual(new Array(6).fill(0.2));
  });

  it('warms up to the end of the stage when asked', () => {
    expect(rates({ warmup: 1, schedule: 'cosine' }, 4).at(-1)).toBeCloseTo(0.16, 12);
  });

  it('falls by half a cosine, through the half at half the way, and is not zero at the last step', () => {
    const cosine = rates({ schedule: 'cosine' }, 10);
    expect(cosine[0]).toBe(0.2);
    expect(cosine[5]).toBeCloseTo(0.1, 12);
    expect(cosine[9]).toBeCloseTo(0.1 * (1 + Math.cos(0.9 * Math.PI)), 12);
    expect(rates({ schedule: 'cosine', warmup: 0.2 }, 12)[2]).toBe(0.2);
  });

  it('goes through one cycle with the numbers of PyTorch', () => {
    // By hand: 0.008 = 0.2 / 25 to 0.2 in two steps, then to 8e-7 in seven, each way half a cosine.
    const expected = [0.008, 0.104, 0.2, 0.190096, 0.162349, 0.122253, 0.077748, 0.037651, 0.009905, 8e-7];
    rates({ schedule: 'one-cycle' }, 10).forEach((rate, step) => expect(rate).toBeCloseTo(expected[step]!, 5));
    expect(rates({ schedule: 'one-cycle', warmup: 0.5 }, 10)[4]).toBeCloseTo(0.2, 12);
  });

  it.each(['constant', 'cosine', 'one-cycle'] as const)(
    'gives %s a positive rate however short the stage',
    (schedule) => {
      for (let steps = 1; steps < 6; steps++) {
        for (const warmup of [0, 0.5, 1]) {
          for (const rate of rates({ schedule, warmup }, steps)) {
            expect(rate).toBeGreaterThan(0);
            expect(rate).toBeLessThanOrEqual(0.2);
          }
        }
      }
    },
  );
});
