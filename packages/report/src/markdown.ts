import { markdownTable } from 'markdown-table';

/**
 * A table of plain text: whatever the cells hold is shown as it is.
 *
 * @param rows the first one is the head
 * @param right columns set flush right, counting from 0
 */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const align = (rows[0] ?? []).map((_, column) => (right.includes(column) ? 'r' : 'l'));
  return markdownTable(
    rows.map((row) => row.map(escapeMarkdown)),
    { align },
  );
}

/** A list of plain texts. */
export function formatList(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}

/** Text that Markdown shows unchanged, also within a table: file and class names may hold anything. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\`*[\]<>|#~&]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
}

/** 0.9123 to `91.2 %`. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : 'undefined';
}

/** Three decimals. */
export function formatFigure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : 'undefined';
}

/** Four digits at most, as short as can be: `0.00001` to `1e-5`. */
export function formatPenalty(value: number): string {
  const short = Number(value.toPrecision(4));
  return short !== 0 && Math.abs(short) < 1e-3 ? short.toExponential() : String(short);
}
