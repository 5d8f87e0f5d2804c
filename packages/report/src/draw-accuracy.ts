import type { EpochResult } from '@graftjs/core';
import { lineChart, type Point } from './chart/line-chart.js';
import { listCurves, type StageHistory } from './list-curves.js';

/**
 * The share of training and of validation examples that are right by epoch, as an SVG file like that of `drawCurves`; the best
 * epoch by validation is marked.
 *
 * @returns null where no epoch has an accuracy: for a task that is not one label out of several
 */
export function drawAccuracy(stages: readonly StageHistory[]): string | null {
  const curves = listCurves(stages);
  const strokesOf = (accuracy: (epoch: EpochResult) => number | null): Point[][] =>
    curves.map(({ before, epochs }) =>
      epochs.map((epoch, index) => ({ x: before + index + 1, y: accuracy(epoch) ?? NaN })),
    );
  const training = strokesOf(({ trainAccuracy }) => trainAccuracy);
  const validation = strokesOf(({ validationAccuracy }) => validationAccuracy);
  const [ofTraining, ofValidation] = [describe('Training', training), describe('Validation', validation)];
  if (ofTraining === undefined && ofValidation === undefined) return null;
  const best = highestOf(pointsOf(validation));
  return lineChart({
    title: 'Accuracy by epoch',
    description: [ofTraining, ofValidation].filter((part) => part !== undefined).join(' '),
    x: { label: 'epoch', scale: 'linear', whole: true },
    y: { label: 'accuracy' },
    lines: [
      { label: 'training', strokes: training },
      { label: 'validation', strokes: validation },
    ],
    rules: curves.map(({ name, before }) => ({ label: name, at: before + 0.5 })),
    marks: best ? [{ ...best, label: percent(best.y) }] : [],
  });
}

/** @returns undefined where there is none */
function describe(whose: string, strokes: readonly Point[][]): string | undefined {
  const points = pointsOf(strokes);
  const [first, last, best] = [points[0], points.at(-1), highestOf(points)];
  if (!first || !last || !best) return undefined;
  return `${whose} accuracy ${percent(first.y)} at epoch ${first.x}, ${percent(best.y)} at its best, at epoch ${best.x}, and ${percent(last.y)} at epoch ${last.x}.`;
}

function pointsOf(strokes: readonly Point[][]): Point[] {
  return strokes.flat().filter(({ y }) => Number.isFinite(y));
}

/** The first of those that are highest. */
function highestOf(points: readonly Point[]): Point | undefined {
  return points.reduce<Point | undefined>((most, point) => (most && point.y <= most.y ? most : point), undefined);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
