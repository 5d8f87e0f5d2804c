import type { BatchShape } from '@graftjs/core';
import type { Summary, SummaryRow } from './summarize.js';

const BYTES_PER_PARAMETER = 4;

/**
 * A summary as Keras shows one: a table of layers, then totals; a column of connections where layers branch.
 *
 * @returns lines joined by newlines, none at the end
 */
export function formatSummary(summary: Summary): string {
  const columns: readonly { title: string; right?: boolean; cell: (row: SummaryRow) => string }[] = [
    { title: 'Layer (type)', cell: (row) => `${row.name} (${row.type})` },
    { title: 'Output Shape', cell: (row) => formatOutputs(row.outputs) },
    { title: 'Param #', right: true, cell: (row) => format(row.parameters) },
    ...(summary.sequential ? [] : [{ title: 'Connected to', cell: connections }]),
  ];
  const widths = columns.map(({ title, cell }) =>
    Math.max(title.length, ...summary.rows.map((row) => cell(row).length)),
  );
  const line = (cells: readonly string[], bar: string): string => {
    const padded = cells.map((cell, at) =>
      columns[at]?.right ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    );
    return `${bar} ${padded.join(` ${bar} `)} ${bar}`;
  };
  const rule = (left: string, dash: string, middle: string, right: string): string =>
    left + widths.map((width) => dash.repeat(width + 2)).join(middle) + right;
  const body = summary.rows.map((row) =>
    line(
      columns.map(({ cell }) => cell(row)),
      '│',
    ),
  );
  return [
    `Model: "${summary.name}"`,
    rule('┏', '━', '┳', '┓'),
    line(
      columns.map(({ title }) => title),
      '┃',
    ),
    rule('┡', '━', '╇', '┩'),
    ...body.flatMap((text, at) => (at === 0 ? [text] : [rule('├', '─', '┼', '┤'), text])),
    rule('└', '─', '┴', '┘'),
    ` Total params: ${sized(summary.total)}`,
    ` Trainable params: ${sized(summary.trainable)}`,
    ` Non-trainable params: ${sized(summary.nonTrainable)}`,
  ].join('\n');
}

function connections(row: SummaryRow): string {
  return row.connectedTo.length === 0 ? '-' : row.connectedTo.join(', ');
}

/** Several in brackets, as Keras has them. */
function formatOutputs(shapes: readonly BatchShape[]): string {
  const formatted = shapes.map(formatBatchShape).join(', ');
  return shapes.length === 1 ? formatted : `[${formatted}]`;
}

function formatBatchShape(shape: BatchShape): string {
  const lengths = shape.map((length) => length ?? 'None');
  return `(${lengths.join(', ')}${lengths.length === 1 ? ',' : ''})`;
}

function sized(parameters: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let size = parameters * BYTES_PER_PARAMETER;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${format(parameters)} (${size.toFixed(2)} ${units[unit] ?? ''})`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
