import type { EpochResult, StageResult } from '@graftjs/core';
import { describePhases } from './describe-phases.js';
import { listCurves } from './list-curves.js';
import { formatFigure } from './markdown.js';

/** What a cell shows: nothing, training loss, validation loss, both, or where a stage begins. */
const signs = { none: ' ', training: '·', validation: 'o', both: '8', stage: '|' } as const;

/**
 * The losses by epoch in characters, for a terminal, with a line on each stage below.
 *
 * @param options.width columns of the whole, at least 30; default 72
 * @param options.height rows of the plot, at least 4; default 12
 * @returns lines of text, the last one ended; empty where no stage has epochs
 */
export function sketchCurves(
  stages: readonly StageResult[],
  { width = 72, height = 12 }: { readonly width?: number; readonly height?: number } = {},
): string {
  const curves = listCurves(stages);
  const epochs = curves.flatMap((curve) => curve.epochs);
  const losses = epochs.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss ?? NaN]);
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) return '';
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = Math.max(formatFigure(low).length, formatFigure(high).length);
  const columns = Math.min(Math.max(width, 30) - margin - 2, 4 * epochs.length);
  const rows = Math.max(height, 4);
  const columnOf = (index: number): number => Math.floor(((index + 0.5) / epochs.length) * columns);
  const rowOf = (loss: number): number =>
    Math.round((1 - (high > low ? (loss - low) / (high - low) : 0.5)) * (rows - 1));

  const cells = Array.from({ length: rows }, () => new Array<string>(columns).fill(signs.none));
  for (const { before } of curves.slice(1)) {
    const column = Math.floor((before / epochs.length) * columns);
    for (const row of cells) row[column] = signs.stage;
  }
  const draw = (loss: (epoch: EpochResult) => number | null, sign: string): void => {
    for (const [index, epoch] of epochs.entries()) {
      const row = cells[rowOf(loss(epoch) ?? NaN)];
      const column = columnOf(index);
      if (row) row[column] = row[column] === signs.training && sign === signs.validation ? signs.both : sign;
    }
  };
  draw(({ trainLoss }) => trainLoss, signs.training);
  draw(({ validationLoss }) => validationLoss, signs.validation);

  const labels = new Map([
    [0, formatFigure(high)],
    [rows - 1, formatFigure(low)],
  ]);
  return [
    ...cells.map((row, index) => `${(labels.get(index) ?? '').padStart(margin)} |${row.join('')}`.trimEnd()),
    `${' '.repeat(margin)} +${'-'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}${'1'.padEnd(columns - String(epochs.length).length)}${epochs.length}`,
    `${' '.repeat(margin + 2)}${signs.training} training  ${signs.validation} validation  ${signs.both} both`,
    ...curves.map(describePhases),
    '',
  ].join('\n');
}
