import { sketchChart } from '../chart/sketch-chart.js';
import type { RateFacts } from './draw-rates.js';
import { listRatePoints } from './list-rate-points.js';
import { formatPenalty } from '../markdown.js';

/**
 * The losses of a learning-rate range test in characters, for a terminal, with the suggested rate ruled.
 *
 * @param options.width columns of the whole, at least 30; default 72
 * @param options.height rows of the plot, at least 4; default 12
 * @returns lines of text, the last one ended; empty where no rate was tried
 */
export function sketchRates(
  found: RateFacts,
  { width = 72, height = 12 }: { readonly width?: number; readonly height?: number } = {},
): string {
  const { suggestion } = found;
  const points = listRatePoints(found);
  const [from = NaN, to = NaN] = [points[0]?.rate, points.at(-1)?.rate];
  const place = suggestion === null ? NaN : (Math.log(suggestion / from) / Math.log(to / from)) * (points.length - 1);
  const lines = sketchChart({
    width,
    height,
    lines: [
      { sign: '·', values: points.map(({ loss }) => loss) },
      { sign: 'o', values: points.map(({ smoothed }) => smoothed) },
    ],
    signs: { both: '8', rule: '|' },
    rules: Number.isFinite(place) ? [place + 0.5] : [],
    ends: [formatPenalty(from), formatPenalty(to)],
  });
  const [plot] = lines;
  if (plot === undefined) return '';
  const indent = ' '.repeat(plot.indexOf('|') + 1);
  const suggested = suggestion === null ? '' : `  | suggested: ${formatPenalty(suggestion)}`;
  return [...lines, `${indent}· each step  o smoothed  8 both${suggested}`, ''].join('\n');
}
