import { texts } from '../texts.js';

interface ProbabilityBarsProps {
  readonly labels: readonly string[];
  /** One for each label, from 0 to 1. */
  readonly probabilities: readonly number[];
}

/** Labels that are shown: the most probable ones. */
const SHOWN = 5;

/** What a model says to a picture, the most probable label first. */
export function ProbabilityBars({ labels, probabilities }: ProbabilityBarsProps) {
  const ranked = labels
    .map((label, index) => ({ label, probability: probabilities[index] ?? NaN }))
    .sort((a, b) => b.probability - a.probability);
  return ranked.slice(0, SHOWN).map(({ label, probability }) => (
    <div key={label} className="bar">
      <span>{label}</span>
      <meter value={probability} aria-label={label} />
      <span>{texts.percent(probability)}</span>
    </div>
  ));
}
