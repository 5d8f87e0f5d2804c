import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { smoothLosses } from './smooth-losses.js';
import { suggestRate } from './suggest-rate.js';
import type { RateCurve } from './try-rates.js';

interface Fixture {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly cases: {
    readonly name: string;
    readonly losses: number[];
    readonly smoothed: number[];
    readonly valley: number;
    readonly steep: number;
    readonly minimum: number;
  }[];
}

const { from, to, steps, cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/fastai-lr-find.json', import.meta.url), 'utf8'),
) as Fixture;
const stage = { learningRate: 1e-4 };
const classification = { kind: 'classification' } as const;

function curveOf(losses: readonly number[], stoppedBy: RateCurve['stoppedBy'] = 'steps'): RateCurve {
  const rates = losses.map((_, step) => from * (to / from) ** (step / (steps - 1)));
  return { rates, losses, smoothedLosses: smoothLosses(losses, steps), stoppedBy };
}

const suggest = (curve: RateCurve) => suggestRate(curve, steps, stage, classification);

describe.each(cases)('fastai: $name', ({ losses, smoothed, ...expected }) => {
  it('smooths the losses as fastai does', () => {
    smoothLosses(losses, steps).forEach((loss, at) => expect(loss).toBeCloseTo(smoothed[at]!, 7));
  });

  it('names the rates that fastai names', () => {
    const { candidates } = suggest(curveOf(losses));
    for (const rule of ['valley', 'steep', 'minimum'] as const) {
      expect(candidates[rule]! / expected[rule], rule).toBeCloseTo(1, 6);
    }
  });
});

describe('the suggestion', () => {
  const falling = cases.find(({ name }) => name === 'falls, then diverges')!.losses;

  it('is the middle of the longest fall, to two digits', () => {
    const { suggestion, reason } = suggest(curveOf(falling, 'divergence'));
    expect(suggestion).toBe(0.00076);
    expect(reason).toBe(
      'The smoothed loss falls from 0.68 to 0.44; this rate is in the middle of its longest fall (fastai\'s rule "valley"). ' +
        'After step 78, at the rate 0.17, the smoothed loss was 1.2.',
    );
  });

  it('is none where the loss does not fall clearly', () => {
    const flat = cases.find(({ name }) => name === 'flat')!.losses;
    const { suggestion, reason } = suggest(curveOf(flat));
    expect(suggestion).toBeNull();
    expect(reason).toMatch(
      /^The smoothed loss falls from 0\.\d+ to 0\.\d+ at most, no more than batches differ by, so no rate shows itself better than another\. Keep the strategy's own, 0\.0001\. The loss does not diverge up to 10\.$/,
    );
  });

  it('is none where the examples are fitted already, except for a regression', () => {
    const fitted = curveOf(falling.map((loss) => loss / 1000));
    expect(suggest(fitted)).toMatchObject({
      suggestion: null,
      reason: expect.stringMatching(
        /^The loss is 0\.00068 to begin with: the examples are fitted, so no rate .* Keep the strategy's own, 0\.0001\./,
      ),
    });
    expect(suggestRate(fitted, steps, stage, { kind: 'regression' }).suggestion).toBe(0.00076);
  });

  it('is none where the test ended too early', () => {
    const short = suggest(curveOf([0.7, 0.9, 40], 'not-finite'));
    expect(short).toEqual({
      suggestion: null,
      reason:
        'After step 3, at the rate 1.5e-7, the loss was not finite: too soon to read a rate from. Begin with a lower rate than 1e-7.',
      candidates: { valley: null, steep: null, minimum: null },
    });
  });

  it('is none where the loss rose at once', () => {
    const risen = suggest(curveOf([0.7, 20, 300, ...Array.from({ length: 60 }, (_, step) => 2000 - 30 * step)]));
    expect(risen.suggestion).toBeNull();
    expect(risen.reason).toBe(
      'The loss rises from 0.7 to 1400 within the first steps. Begin with a lower rate than 1e-7.',
    );
  });
});

it('smooths over as many rates, however many steps there are', () => {
  const rising = (count: number) =>
    smoothLosses(
      Array.from({ length: count }, (_, step) => step / count),
      count,
    );
  expect(rising(25).at(-1)).toBeCloseTo(rising(100).at(-1)!, 1);
  expect(rising(1000).at(-1)).toBeCloseTo(rising(100).at(-1)!, 1);
});
