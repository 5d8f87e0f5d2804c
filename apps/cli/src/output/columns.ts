import stringWidth from 'string-width';
import { terminalText } from './terminal-text.js';

/**
 * Rows as text in columns two spaces apart.
 *
 * @param rows cells; colours and wide characters are counted as what they take on a terminal
 * @param right columns to be set flush right, counting from 0
 */
export function formatColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  // Names may hold what is spelled out on a terminal, and so takes more room.
  const lines = rows.map((row) => row.map((cell) => terminalText(cell, true)));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...lines.map((row) => stringWidth(row[column] ?? ''))),
  );
  const pad = (cell: string, column: number): string => {
    const space = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
    return right.includes(column) ? space + cell : cell + space;
  };
  return lines.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
