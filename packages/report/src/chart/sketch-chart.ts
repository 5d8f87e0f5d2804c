import { formatFigure, formatPenalty } from '../markdown.js';

export type SketchChart = {
  /** Columns of the whole, at least 30. */
  readonly width: number;
  /** Rows of the plot, at least 4. */
  readonly height: number;
  /** Two lines of as many values, one after the other from the left; values that are not finite are left out. */
  readonly lines: readonly [SketchLine, SketchLine];
  /** Signs: where both lines are, and for a rule. */
  readonly signs: { readonly both: string; readonly rule: string };
  /** Places between 0, before the first value, and the number of values, after the last. */
  readonly rules: readonly number[];
  /** Below the axis, at its two ends. */
  readonly ends: readonly [string, string];
};

type SketchLine = { readonly sign: string; readonly values: readonly number[] };

/**
 * A line chart in characters, for a terminal.
 *
 * @returns lines of text; empty where no value is finite
 */
export function sketchChart({ width, height, lines, signs, rules, ends }: SketchChart): string[] {
  const count = Math.max(...lines.map(({ values }) => values.length));
  const finite = lines.flatMap(({ values }) => values).filter(Number.isFinite);
  if (finite.length === 0) return [];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const format = high < 0.01 ? formatPenalty : formatFigure;
  const margin = Math.max(format(low).length, format(high).length);
  const columns = Math.min(Math.max(width, 30) - margin - 2, 4 * count);
  const rows = Math.max(height, 4);
  const columnOf = (place: number): number => Math.min(Math.floor((place / count) * columns), columns - 1);
  const rowOf = (value: number): number =>
    Math.round((1 - (high > low ? (value - low) / (high - low) : 0.5)) * (rows - 1));

  const cells = Array.from({ length: rows }, () => new Array<string>(columns).fill(' '));
  for (const place of rules) for (const row of cells) row[columnOf(place)] = signs.rule;
  lines.forEach(({ sign, values }, line) => {
    for (const [index, value] of values.entries()) {
      const row = cells[rowOf(value)];
      const column = columnOf(index + 0.5);
      if (row) row[column] = line === 1 && row[column] === lines[0].sign ? signs.both : sign;
    }
  });

  const labels = new Map([
    [0, format(high)],
    [rows - 1, format(low)],
  ]);
  const [left, right] = ends;
  return [
    ...cells.map((row, index) => `${(labels.get(index) ?? '').padStart(margin)} |${row.join('')}`.trimEnd()),
    `${' '.repeat(margin)} +${'-'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}${left.padEnd(columns - right.length)}${right}`,
  ];
}
