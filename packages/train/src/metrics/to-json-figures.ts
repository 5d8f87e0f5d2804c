import type { Json } from '@graftjs/core';
import type { Evaluation } from '../evaluate.js';

/**
 * The figures of every split as `--json` gives them and a bundle keeps them.
 *
 * @param beforeRefit whether those of validation are of the head before it was fitted to these pictures too
 */
export function toJsonFigures(
  evaluations: ReadonlyMap<string, Evaluation>,
  beforeRefit = false,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    [...evaluations].map(([split, { metrics }]) => [
      split,
      {
        count: metrics.count,
        accuracy: metrics.accuracy.value,
        balancedAccuracy: metrics.balancedAccuracy.value,
        auc: metrics.auc?.value ?? null,
        logLoss: metrics.logLoss.value,
        labels: metrics.classes.map(({ label }) => label),
        confusion: metrics.confusion,
        ...(beforeRefit && split === 'validation' && { beforeRefit }),
      },
    ]),
  );
}
