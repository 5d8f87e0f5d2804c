import type { Task, TrainStage } from '@graftjs/core';
import { effectiveCount } from './smooth-losses.js';
import { DIVERGED, SETTLING, type RateCurve } from './try-rates.js';

/** Besides the steps in which nothing is judged, the last so many of those taken are looked at by no rule. */
const SKIPPED_AT_END = 5;
/** So many standard errors the smoothed loss has to fall; less is how batches differ. */
const CLEAR_FALL = 3;
/** Which rate to take, and why. */
export interface RateSuggestion {
  /** Rounded to two digits; `null` where the curve does not tell one rate from another. */
  readonly suggestion: number | null;
  /** In words: the rule, or why there is no suggestion and what to do then. */
  readonly reason: string;
  readonly candidates: RateCandidates;
}

/** What fastai's rules name, each some rate from any curve; `null` where the curve is too short. */
export interface RateCandidates {
  /** In the middle of the longest fall of the smoothed loss. */
  readonly valley: number | null;
  /** Where the smoothed loss falls fastest. */
  readonly steep: number | null;
  /** A tenth of the rate with the lowest smoothed loss. */
  readonly minimum: number | null;
}

/** The loss at which hardly a gradient is left: where right labels get 99 %. 0 for regression, whose losses have a unit. */
export function fittedLoss({ kind }: Pick<Task, 'kind'>): number {
  return kind === 'regression' ? 0 : 0.01;
}

/**
 * Reads a learning rate from a curve: fastai's rule "valley", its default, where the loss falls clearly; else none.
 *
 * @param planned steps, had nothing stopped the test
 * @see fastai, `fastai/callback/schedule.py`, `lr_find`, `valley`, `steep`, `minimum`
 */
export function suggestRate(
  curve: RateCurve,
  planned: number,
  { learningRate }: Pick<TrainStage, 'learningRate'>,
  task: Pick<Task, 'kind'>,
): RateSuggestion {
  const from = Math.floor(planned * SETTLING);
  const rates = curve.rates.slice(from, -SKIPPED_AT_END);
  const losses = curve.smoothedLosses.slice(from, -SKIPPED_AT_END);
  const candidates = listCandidates(rates, losses);
  const none = (reason: string): RateSuggestion => ({ suggestion: null, reason, candidates });

  const [firstRate = NaN] = curve.rates;
  const [firstLoss = NaN] = curve.losses;
  const [begin = NaN] = losses;
  const fitted = fittedLoss(task);
  const lower = `Begin with a lower rate than ${short(firstRate)}.`;
  if (candidates.valley === null) return none(`${describeEnd(curve)}: too soon to read a rate from. ${lower}`);
  if (begin > DIVERGED * Math.max(firstLoss, fitted)) {
    return none(`The loss rises from ${short(firstLoss)} to ${short(begin)} within the first steps. ${lower}`);
  }
  const keep = `so no rate shows itself better than another. Keep the strategy's own, ${short(learningRate)}. ${describeEnd(curve)}.`;
  if (begin < fitted) return none(`The loss is ${short(begin)} to begin with: the examples are fitted, ${keep}`);

  const lowest = indexOfLowest(losses);
  const fall = `from ${short(begin)} to ${short(losses[lowest] ?? NaN)}`;
  const noise = noiseOf(curve.losses.slice(0, from + 1 + lowest)) / Math.sqrt(effectiveCount(from + 1, planned));
  if (!(begin - (losses[lowest] ?? NaN) >= CLEAR_FALL * noise)) {
    return none(`The smoothed loss falls ${fall} at most, no more than batches differ by, ${keep}`);
  }
  return {
    suggestion: Number(short(candidates.valley)),
    reason: `The smoothed loss falls ${fall}; this rate is in the middle of its longest fall (fastai's rule "valley"). ${describeEnd(curve)}.`,
    candidates,
  };
}

function listCandidates(rates: readonly number[], losses: readonly number[]): RateCandidates {
  if (rates.length < 2) return { valley: null, steep: null, minimum: null };
  const rateAt = (index: number): number => rates[index] ?? NaN;
  return {
    valley: rateAt(findValley(losses)),
    steep: rateAt(findSteepest(rates, losses)),
    minimum: rateAt(indexOfLowest(losses)) / 10,
  };
}

/** Half way along the longest subsequence of ever lower losses, taken as if it had no gaps. */
function findValley(losses: readonly number[]): number {
  const lengths = losses.map(() => 1);
  const lengthOf = (index: number): number => lengths[index] ?? 1;
  let [start, end] = [0, 0];
  losses.forEach((loss, i) => {
    for (let j = 0; j < i; j++) {
      if (loss < (losses[j] ?? NaN)) lengths[i] = Math.max(lengthOf(i), lengthOf(j) + 1);
    }
    if (lengthOf(end) < lengthOf(i)) [start, end] = [i - lengthOf(i), i];
  });
  const third = (end - start) / 3;
  return start + Math.floor(third) + Math.floor(third / 2);
}

/** By the logarithm of the rate. */
function findSteepest(rates: readonly number[], losses: readonly number[]): number {
  const slopes = losses
    .slice(1)
    .map((loss, i) => (loss - (losses[i] ?? NaN)) / Math.log((rates[i + 1] ?? NaN) / (rates[i] ?? NaN)));
  return indexOfLowest(slopes);
}

function indexOfLowest(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value < (values[best] ?? Infinity) ? at : best), 0);
}

/** The standard deviation of losses about whatever course they take: from each to the next, which differ by two such draws. */
function noiseOf(losses: readonly number[]): number {
  const squares = losses.slice(1).map((loss, i) => (loss - (losses[i] ?? NaN)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length / 2);
}

function describeEnd({ rates, smoothedLosses, stoppedBy }: RateCurve): string {
  const last = short(rates.at(-1) ?? NaN);
  if (stoppedBy === 'steps') return `The loss does not diverge up to ${last}`;
  const how =
    stoppedBy === 'divergence'
      ? `the smoothed loss was ${short(smoothedLosses.at(-1) ?? NaN)}`
      : 'the loss was not finite';
  return `After step ${rates.length}, at the rate ${last}, ${how}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
