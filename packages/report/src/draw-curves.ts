import type { EpochResult } from '@graftjs/core';
import { lineChart, type Point } from './chart/line-chart.js';
import { describePhases } from './describe-phases.js';
import { listCurves, type StageCurve, type StageHistory } from './list-curves.js';
import { formatFigure } from './markdown.js';

/**
 * Training and validation loss by epoch as an SVG file: stages ruled and named, phases shaded, each stage's lowest validation
 * loss marked. It needs no other file, is read out by its title and description, and follows light and dark mode.
 *
 * @returns null where no stage has epochs: then there is no curve to draw
 */
export function drawCurves(stages: readonly StageHistory[]): string | null {
  const curves = listCurves(stages);
  if (curves.length === 0) return null;
  const strokesOf = (loss: (epoch: EpochResult) => number | null): Point[][] =>
    curves.map(({ before, epochs }) =>
      epochs.map((epoch, index) => ({ x: before + index + 1, y: loss(epoch) ?? NaN })),
    );
  return lineChart({
    title: 'Loss by epoch',
    description: curves.map(describePhases).join(' '),
    x: { label: 'epoch', scale: 'linear', whole: true },
    y: { label: 'loss' },
    lines: [
      { label: 'training', strokes: strokesOf(({ trainLoss }) => trainLoss) },
      { label: 'validation', strokes: strokesOf(({ validationLoss }) => validationLoss) },
    ],
    bands: curves.flatMap(bandsOf),
    rules: curves.map(({ name, before }) => ({ label: name, at: before + 0.5 })),
    marks: curves.flatMap(marksOf),
  });
}

const kinds = { 'still learning': 'learning', 'learning details': 'details', overfitting: 'overfitting' } as const;

function bandsOf({ before, epochs, phases }: StageCurve) {
  return (phases !== null && epochs.length > 1 ? phases.spans : []).map(({ phase, from, to }) => ({
    label: phase,
    kind: kinds[phase],
    from: before + from - 0.5,
    to: before + to + 0.5,
  }));
}

function marksOf({ before, epochs, phases }: StageCurve) {
  const loss = phases && epochs[phases.minimum - 1]?.validationLoss;
  if (!phases || typeof loss !== 'number') return [];
  return [{ x: before + phases.minimum, y: loss, label: formatFigure(loss) }];
}
