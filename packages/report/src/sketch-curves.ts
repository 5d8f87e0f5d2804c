import type { StageResult } from '@graftjs/core';
import { sketchChart } from './chart/sketch-chart.js';
import { describePhases } from './describe-phases.js';
import { listCurves } from './list-curves.js';

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
  const lines = sketchChart({
    width,
    height,
    lines: [
      { sign: '·', values: epochs.map(({ trainLoss }) => trainLoss) },
      { sign: 'o', values: epochs.map(({ validationLoss }) => validationLoss ?? NaN) },
    ],
    signs: { both: '8', rule: '|' },
    rules: curves.slice(1).map(({ before }) => before),
    ends: ['1', String(epochs.length)],
  });
  const [plot] = lines;
  if (plot === undefined) return '';
  const indent = ' '.repeat(plot.indexOf('|') + 1);
  return [...lines, `${indent}· training  o validation  8 both`, ...curves.map(describePhases), ''].join('\n');
}
