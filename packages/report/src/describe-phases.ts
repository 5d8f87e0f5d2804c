import type { StageCurve } from './list-curves.js';
import { formatFigure } from './markdown.js';

/** What training did in a stage, as a sentence; its epochs are counted within the stage. */
export function describePhases({ name, epochs, phases }: StageCurve): string {
  const count = epochs.length === 1 ? '1 epoch' : `${epochs.length} epochs`;
  if (phases === null) {
    return `${name}: ${count}; without a validation loss for each, phases cannot be told apart.`;
  }
  if (epochs.length === 1) {
    return `${name}: 1 epoch, too few to tell phases apart; validation loss ${formatFigure(epochs[0]?.validationLoss ?? NaN)}.`;
  }
  const lowest = formatFigure(epochs[phases.minimum - 1]?.validationLoss ?? NaN);
  const spans = phases.spans.map(
    ({ phase, from, to }) => `${phase} ${from === to ? `in ${from}` : `from ${from} to ${to}`}`,
  );
  const certain = phases.certainAt === null ? '' : ` Overfitting was certain at epoch ${phases.certainAt}.`;
  return `${name}: ${count}; ${spans.join(', ')}. Lowest validation loss ${lowest} at epoch ${phases.minimum}.${certain}`;
}
