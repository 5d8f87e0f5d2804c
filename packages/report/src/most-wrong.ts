import type { ScoredExample } from '@graftjs/train';
import { formatPercent, formatTable } from './markdown.js';
import type { SplitFacts } from './report-facts.js';

/** A picture that was taken for something else. */
export interface Mistake {
  readonly id: string;
  readonly target: number;
  readonly answer: number;
  /** How sure the wrong answer was: its probability. */
  readonly confidence: number;
}

/**
 * The mistakes that were made with the most confidence, worst first; equal ones by file name.
 *
 * @param count how many at most; default 10
 */
export function listMostWrong(predictions: readonly ScoredExample[], count = 10): Mistake[] {
  return predictions
    .map(({ id, target, probabilities }) => {
      const confidence = Math.max(...probabilities);
      return { id, target, answer: probabilities.indexOf(confidence), confidence };
    })
    .filter(({ target, answer }) => target !== answer)
    .sort((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}

/** The most confident mistakes of a split as a table; a sentence where there is none. */
export function formatMistakes({ predictions }: SplitFacts, labels: readonly string[]): string {
  const mistakes = listMostWrong(predictions);
  if (mistakes.length === 0) return 'No picture was taken for something else.';
  return formatTable(
    [
      ['file', 'is', 'was taken for', 'with'],
      ...mistakes.map(({ id, target, answer, confidence }) => [
        id,
        labels[target] ?? '',
        labels[answer] ?? '',
        formatPercent(confidence),
      ]),
    ],
    [3],
  );
}
