import { randomStream } from '@graftjs/core';
import { expect, it } from 'vitest';
import { compareEvaluations } from './compare-evaluations.js';
import type { ScoredExample } from '../evaluate.js';
import { computeMetrics } from './compute-metrics.js';

const labels = ['cat', 'dog'];
const seed = 7;

/** Examples that are harder or easier for everybody, and a model that sees so much of that. */
function tried(name: string, skill: number, count = 200): { examples: ScoredExample[] } {
  const hardness = randomStream(seed, 'hardness');
  const noise = randomStream(seed, name);
  return {
    examples: Array.from({ length: count }, (_, at) => {
      const target = at % 2;
      const score = (target === 1 ? 1 : -1) * skill + 3 * hardness.normal() + 0.3 * noise.normal();
      const dog = 1 / (1 + Math.exp(-score));
      return { id: `picture ${at}`, target, probabilities: [1 - dog, dog] };
    }),
  };
}

const figures = ({ examples }: { examples: ScoredExample[] }) =>
  computeMetrics(
    examples.map(({ probabilities }) => probabilities),
    examples.map(({ target }) => target),
    labels,
    { seed },
  );

it('gives the difference of each figure', () => {
  const [better, worse] = [tried('better', 2.5), tried('worse', 1.5)];
  const difference = compareEvaluations(better, worse, labels, { seed });
  for (const name of ['accuracy', 'balancedAccuracy', 'logLoss', 'auc'] as const) {
    const [mine, theirs] = [figures(better)[name]!, figures(worse)[name]!];
    expect(difference[name]?.value, name).toBeCloseTo(mine.value - theirs.value, 12);
    // What is hard is hard for both: the interval is narrower than those of the figures themselves.
    expect(difference[name]!.high - difference[name]!.low, name).toBeLessThan((mine.high - mine.low) * 0.9);
  }
  expect(difference.accuracy.low).toBeGreaterThan(0);
  expect(difference.logLoss.high).toBeLessThan(0);
});

it('finds nothing between a model and itself, and does not find much where there is none', () => {
  const model = tried('a', 2);
  const same = compareEvaluations(model, model, labels, { seed });
  expect(same.accuracy).toEqual({ value: 0, low: 0, high: 0 });
  const other = compareEvaluations(model, tried('another', 2), labels, { seed });
  expect(other.accuracy.low).toBeLessThanOrEqual(0);
  expect(other.accuracy.high).toBeGreaterThanOrEqual(0);
});

it('knows no difference of areas where a label is missing', () => {
  const { examples } = tried('a', 2);
  const cats = { examples: examples.filter(({ target }) => target === 0) };
  expect(compareEvaluations(cats, cats, labels, { seed }).auc).toBe(null);
});

it('compares on the same examples only', () => {
  const [one, shorter] = [tried('a', 2), tried('a', 2, 100)];
  const shuffled = { examples: one.examples.toReversed() };
  const refusal = (text: string) => expect.objectContaining({ code: 'different-examples', message: text });
  expect(() => compareEvaluations(one, shuffled, labels, { seed })).toThrow(
    refusal(
      'Only what was tried on the same examples can be compared; there are 200 and 200, and "picture 0" is not in the same place in both.',
    ),
  );
  expect(() => compareEvaluations(shorter, one, labels, { seed })).toThrow(
    refusal('Only what was tried on the same examples can be compared; there are 100 and 200.'),
  );
});
