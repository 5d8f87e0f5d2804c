import { texts } from '../texts.js';

interface ProbabilityBarsProps {
  readonly labels: readonly string[];
  /** One for each label, from 0 to 1. */
  readonly probabilities: readonly number[];
  /** Whether labels stay in their order where all are shown, since the probabilities change all the time. Default false. */
  readonly steady?: boolean;
}

/** Labels that are shown: the most probable ones. */
const SHOWN = 5;

/** What a model says to a picture, as a rule the most probable label first. */
export function ProbabilityBars({ labels, probabilities, steady = false }: ProbabilityBarsProps) {
  const named = labels.map((label, index) => ({ label, probability: probabilities[index] ?? NaN }));
  const isRanked = !steady || labels.length > SHOWN;
  const ordered = isRanked ? named.sort((a, b) => b.probability - a.probability) : named;
  return ordered.slice(0, SHOWN).map(({ label, probability }) => (
    <div key={label} className="bar">
      <span>{label}</span>
      <meter value={probability} aria-label={label} />
      <span>{texts.percent(probability)}</span>
    </div>
  ));
}
