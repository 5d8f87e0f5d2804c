import type { ScoredExample } from '@graftjs/train';

/** An example with what a model answers to it at a threshold. */
export interface Judged {
  readonly id: string;
  /** The index of its label. */
  readonly truth: number;
  /** The index of the label that it was taken for; undefined: left undecided. */
  readonly answer: number | undefined;
  /** Of the answer, or where there is none of the most probable label; from 0 to 1. */
  readonly probability: number;
  /** One for each label, from 0 to 1. */
  readonly probabilities: readonly number[];
}

/**
 * What a model answers at a threshold. Of two labels the second is the answer where it has at least that share of both
 * probabilities, which is its probability unless each label has a sigmoid of its own; at the usual threshold it is the more probable
 * one, as in `computeMetrics`. Of more labels the most probable one is the answer, where it has at least that probability.
 *
 * @param threshold from 0 to 1
 */
export function judgeAnswers(examples: readonly ScoredExample[], threshold: number): Judged[] {
  return examples.map(({ id, target, probabilities }) => {
    const isEither = probabilities.length === 2;
    const best =
      isEither && threshold !== usualThreshold(2)
        ? Number(shareOfSecond(probabilities) >= threshold)
        : indexOfLargest(probabilities);
    const probability = probabilities[best] ?? 0;
    const answer = isEither || probability >= threshold ? best : undefined;
    return { id, truth: target, answer, probability, probabilities };
  });
}

/** The threshold at which the most probable label is always the answer. */
export function usualThreshold(labels: number): number {
  return labels === 2 ? 0.5 : 0;
}

/** What was not taken for what it is, the most certain first; what was left undecided is no mistake. */
export function listMistakes(judged: readonly Judged[]): Judged[] {
  return judged
    .filter(({ truth, answer }) => answer !== truth && answer !== undefined)
    .sort((a, b) => b.probability - a.probability);
}

/** Whether the two probabilities of each example are one and what remains of it; those of two sigmoids are not. */
export function sumToOne(examples: readonly ScoredExample[]): boolean {
  return examples.every(({ probabilities }) => Math.abs(sum(probabilities) - 1) < 1e-3);
}

function shareOfSecond(probabilities: readonly number[]): number {
  const both = sum(probabilities);
  return both === 0 ? 0.5 : (probabilities[1] ?? 0) / both;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
