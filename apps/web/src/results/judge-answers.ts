import type { ScoredExample } from '@graftjs/train';

/** An example with what a model answers to it at a threshold. */
export interface Judged {
  readonly id: string;
  /** The index of its label. */
  readonly truth: number;
  /** The index of the label that it was taken for; as many as there are labels: left undecided. */
  readonly answer: number;
  /** Of the answer, or where there is none of the most probable label; from 0 to 1. */
  readonly probability: number;
}

/**
 * What a model answers at a threshold. Of two labels the second is the answer from that probability on, else the first; of more,
 * the most probable one is, where it has at least that probability.
 *
 * @param threshold from 0 to 1
 */
export function judgeAnswers(examples: readonly ScoredExample[], labels: number, threshold: number): Judged[] {
  return examples.map(({ id, target, probabilities }) => {
    const best = labels === 2 ? Number((probabilities[1] ?? 0) >= threshold) : indexOfLargest(probabilities);
    const probability = probabilities[best] ?? 0;
    const answer = labels === 2 || probability >= threshold ? best : labels;
    return { id, truth: target, answer, probability };
  });
}

/** The threshold at which the most probable label is always the answer. */
export function usualThreshold(labels: number): number {
  return labels === 2 ? 0.5 : 0;
}

/** Rows: the true label; columns: the answer, the last of them undecided. */
export function countAnswers(judged: readonly Judged[], labels: number): number[][] {
  const counts = Array.from({ length: labels }, () => new Array<number>(labels + 1).fill(0));
  for (const { truth, answer } of judged) {
    const row = counts[truth];
    if (row) row[answer] = (row[answer] ?? 0) + 1;
  }
  return counts;
}

/** What was not taken for what it is, the most certain first; what was left undecided is no mistake. */
export function listMistakes(judged: readonly Judged[], labels: number): Judged[] {
  return judged
    .filter(({ truth, answer }) => answer !== truth && answer !== labels)
    .sort((a, b) => b.probability - a.probability);
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
