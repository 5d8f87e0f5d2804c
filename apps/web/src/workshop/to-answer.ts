import type { Outcome } from '@graftjs/bundle';
import type { Answer } from './workshop-api.js';

/** What became of a picture, in a form that a page can be sent. */
export function toAnswer(outcome: Outcome): Answer {
  if ('error' in outcome) return { problem: outcome.error.message };
  const { label, probability, probabilities } = outcome.prediction;
  return { label, probability, probabilities: [...probabilities] };
}
