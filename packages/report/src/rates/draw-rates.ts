import type { LearningRateSearch } from '@graftjs/train';
import { lineChart, type Point } from '../chart/line-chart.js';
import { listRatePoints, type RatePoint } from './list-rate-points.js';
import { formatFigure, formatPenalty } from '../markdown.js';

/** The part of a search that its curve shows. */
export type RateFacts = Pick<LearningRateSearch, 'rates' | 'losses' | 'smoothedLosses' | 'suggestion' | 'reason'> & {
  readonly stage: Pick<LearningRateSearch['stage'], 'name' | 'learningRate'>;
};

/**
 * The losses of a learning-rate range test over the rates as an SVG file, with the suggested rate marked and the strategy's own ruled.
 * Losses far above the valley are left out, so that it can be seen.
 *
 * @returns null for less than two rates
 */
export function drawRates(found: RateFacts): string | null {
  const { suggestion, reason, stage } = found;
  const points = listRatePoints(found);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const stroke = (loss: (point: RatePoint) => number): Point[] =>
    points.map((point) => ({ x: point.rate, y: loss(point) }));
  const nearest = points.reduce((best, point) =>
    distance(point, suggestion) < distance(best, suggestion) ? point : best,
  );
  const tried = stage.learningRate >= first.rate && stage.learningRate <= last.rate;
  return lineChart({
    title: `Loss by learning rate: ${stage.name}`,
    description: [
      `${points.length} rates from ${formatPenalty(first.rate)} to ${formatPenalty(last.rate)}.`,
      suggestion === null ? 'No suggestion.' : `Suggested: ${formatPenalty(suggestion)}.`,
      reason,
    ].join(' '),
    x: { label: 'learning rate', scale: 'log' },
    y: { label: 'loss' },
    lines: [
      { label: 'each step', strokes: [stroke(({ loss }) => loss)] },
      { label: 'smoothed', strokes: [stroke(({ smoothed }) => smoothed)] },
    ],
    rules: tried ? [{ label: `now ${formatPenalty(stage.learningRate)}`, at: stage.learningRate }] : [],
    marks:
      suggestion === null
        ? []
        : [
            {
              x: suggestion,
              y: nearest.smoothed,
              label: `${formatPenalty(suggestion)}: ${formatFigure(nearest.smoothed)}`,
            },
          ],
  });
}

/** Between rates on their axis. */
function distance({ rate }: RatePoint, to: number | null): number {
  return to === null ? 0 : Math.abs(Math.log(rate / to));
}
