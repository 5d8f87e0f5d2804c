import { lineChart } from './chart/line-chart.js';
import { listCurves, type StageHistory } from './list-curves.js';

/**
 * The share of validation examples that are right by epoch, as an SVG file like that of `drawCurves`; the best epoch is marked.
 *
 * @returns null where no epoch has an accuracy: without a validation split, or for a task without labels
 */
export function drawAccuracy(stages: readonly StageHistory[]): string | null {
  const curves = listCurves(stages);
  const strokes = curves.map(({ before, epochs }) =>
    epochs.map(({ validationAccuracy }, index) => ({ x: before + index + 1, y: validationAccuracy ?? NaN })),
  );
  const points = strokes.flat().filter(({ y }) => Number.isFinite(y));
  const [first] = points;
  if (first === undefined) return null;
  const best = points.reduce((most, point) => (point.y > most.y ? point : most), first);
  const last = points.at(-1) ?? first;
  return lineChart({
    title: 'Accuracy by epoch',
    description: `Validation accuracy ${percent(first.y)} at epoch ${first.x}, ${percent(best.y)} at its best, at epoch ${best.x}, and ${percent(last.y)} at epoch ${last.x}.`,
    x: { label: 'epoch', scale: 'linear', whole: true },
    y: { label: 'accuracy' },
    lines: [
      // Validation keeps the colour that it has among the losses.
      { label: '', strokes: [] },
      { label: 'validation', strokes },
    ],
    rules: curves.map(({ name, before }) => ({ label: name, at: before + 0.5 })),
    marks: [{ ...best, label: percent(best.y) }],
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
