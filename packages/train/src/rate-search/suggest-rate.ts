import type { Task } from '@graftjs/core';
import type { TrainStage } from '../steps/schedule.js';
import { effectiveCount } from './smooth-losses.js';
import type { RateCurve } from './try-rates.js';

/** Of the planned steps the first tenth, and of the steps taken the last five, are looked at by no rule. */
const SKIPPED_SHARE = 0.1;
const SKIPPED_AT_END = 5;
/** So many standard errors the smoothed loss has to fall; less is how batches differ. */
const CLEAR_FALL = 3;
/** Where right labels get 99 % hardly a gradient is left. In nats, so not for regression. */
const FITTED = 0.01;

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
  const from = Math.floor(planned * SKIPPED_SHARE);
  const rates = curve.rates.slice(from, -SKIPPED_AT_END);
  const losses = curve.smoothedLosses.slice(from, -SKIPPED_AT_END);
  const candidates = listCandidates(rates, losses);
  const none = (reason: string): RateSuggestion => ({ suggestion: null, reason, candidates });
  const [begin = NaN] = losses;
  const lowest = Math.min(...losses);
  const { valley } = candidates;
  if (valley === null) {
    const [first = NaN] = curve.rates;
    return none(`${describeEnd(curve)}, too early to read a rate from. Begin with a lower rate than ${short(first)}.`);
  }
  const keep = `so no rate shows itself better than another. Keep the strategy's own, ${short(learningRate)}. ${describeEnd(curve)}.`;
  if (task.kind !== 'regression' && begin < FITTED) {
    return none(`The loss is ${short(begin)} before anything has moved: the training examples are fitted, ${keep}`);
  }
  const noise = noiseOf(curve.losses.slice(0, from + 1 + indexOfLowest(losses))) / Math.sqrt(effectiveCount(from + 1));
  if (!(begin - lowest >= CLEAR_FALL * noise)) {
    const fall = `from ${short(begin)} to ${short(lowest)}`;
    return none(`The smoothed loss falls ${fall} at most, no more than batches differ by, ${keep}`);
  }
  const reason =
    `The smoothed loss falls from ${short(begin)} to ${short(lowest)}; this rate is in the middle of its longest fall (fastai's rule "valley"). ` +
    `${describeEnd(curve)}.`;
  return { suggestion: Number(short(valley)), reason, candidates };
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

function describeEnd({ rates, stoppedBy }: RateCurve): string {
  const last = short(rates.at(-1) ?? NaN);
  if (stoppedBy === 'steps') return `The loss does not diverge up to ${last}`;
  const how =
    stoppedBy === 'divergence' ? 'the smoothed loss rose to four times its lowest' : 'the loss was not finite';
  return `After step ${rates.length}, at the rate ${last}, ${how}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
