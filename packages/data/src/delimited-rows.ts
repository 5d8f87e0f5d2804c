import { GraftError, listNearest } from '@graftjs/core';
import Papa from 'papaparse';

/** A column by its name in the header, or by its number, from 1. */
export type Column = string | number;

export interface DelimitedFormat {
  /** Whether the first row names the columns. Default: where a column is given by name. */
  readonly header?: boolean | undefined;
  /** What stands between columns: one character. Default by the file's ending: a tab for .tsv, .tab and .txt, a comma for .csv. */
  readonly delimiter?: string | undefined;
  /** Whether "…" may enclose a delimiter or the end of a line. Default: not where the delimiter is a tab; there they are part of the text. */
  readonly quotes?: boolean | undefined;
}

export interface DelimitedRow {
  /** Counts from 1, header and empty rows included, as a spreadsheet does. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface DelimitedRows {
  readonly rows: readonly DelimitedRow[];
  /** How many columns a row should have: as many as the first. */
  readonly width: number;
  /** The index of each asked column. */
  readonly columns: readonly number[];
}

/**
 * Reads rows of columns. Empty rows are passed over.
 *
 * @param bytes UTF-8, with or without byte order mark
 * @param file its name, for its ending and for messages
 * @param asked the columns that are needed
 * @throws GraftError 'not-utf-8', 'empty-file', 'unknown-delimiter', 'bad-delimiter', 'bad-quotes', 'unknown-column', 'ambiguous-column'
 */
export function readDelimitedRows(
  bytes: Uint8Array,
  file: string,
  asked: readonly Column[],
  { header = asked.some((column) => typeof column === 'string'), delimiter: given, quotes }: DelimitedFormat,
): DelimitedRows {
  const delimiter = given === undefined ? delimiterOf(file) : checkDelimiter(given);
  const text = decode(bytes, file);
  // Its fast mode knows no quotes.
  const fastMode = !(quotes ?? delimiter !== '\t');
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, fastMode });
  const [wrong] = errors;
  if (wrong !== undefined) {
    throw new GraftError(
      'bad-quotes',
      `Row ${(wrong.row ?? 0) + 1} of ${file} has a quotation mark that does not fit: ${wrong.message}. ` +
        'Double the marks within a quoted text, or say that marks are part of the text: quotes: false.',
    );
  }
  const rows = data.map((cells, index) => ({ number: index + 1, cells })).filter(({ cells }) => cells.join('') !== '');
  const [first] = rows;
  if (first === undefined || (header && rows.length === 1)) {
    throw new GraftError('empty-file', `${file} has no rows${first === undefined ? '' : ' below its header'}.`);
  }
  const columns = asked.map((column) => findColumn(column, first.cells, file, header));
  return { rows: header ? rows.slice(1) : rows, width: first.cells.length, columns };
}

function decode(bytes: Uint8Array, file: string): string {
  const refuse = (why: string, cause?: unknown): GraftError =>
    new GraftError('not-utf-8', `${file} is not UTF-8: ${why}. Save it as UTF-8.`, { cause });
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw refuse('it begins with the mark of UTF-16');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (cause) {
    throw refuse('it has bytes that UTF-8 has not, as Windows-1252 and Latin-1 write é or £', cause);
  }
  throw refuse('it has zero bytes, as UTF-16 writes between letters');
}

const endings: Readonly<Record<string, string>> = { '.tsv': '\t', '.tab': '\t', '.txt': '\t', '.csv': ',' };

function delimiterOf(file: string): string {
  const ending = /\.\w+$/.exec(file)?.[0].toLowerCase() ?? '';
  const found = endings[ending];
  if (found !== undefined) return found;
  throw new GraftError(
    'unknown-delimiter',
    `What stands between the columns of ${file} is not known by its ending (known: ${Object.keys(endings).join(', ')}). Say it: delimiter: ";".`,
  );
}

function checkDelimiter(delimiter: string): string {
  if ([...delimiter].length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new GraftError(
    'bad-delimiter',
    `A delimiter is one character, and no quotation mark or end of line; got ${JSON.stringify(delimiter)}.`,
  );
}

function findColumn(column: Column, first: readonly string[], file: string, header: boolean): number {
  if (typeof column === 'number') {
    if (Number.isSafeInteger(column) && column >= 1 && column <= first.length) return column - 1;
    throw new GraftError('unknown-column', `No column ${column} in ${file}: it has columns 1 to ${first.length}.`);
  }
  const names = first.map((name) => name.trim());
  const at = names.indexOf(column);
  if (at === -1 || !header) {
    const nearest = listNearest(
      column,
      names.filter((name) => name.length <= 80),
    ).join(', ');
    throw new GraftError(
      'unknown-column',
      `No column "${column}" in the first row of ${file}. Nearest: ${nearest}. If that row is no header, give columns by number, from 1.`,
    );
  }
  if (names.indexOf(column, at + 1) === -1) return at;
  throw new GraftError('ambiguous-column', `Two columns of ${file} are called "${column}". Give it by number, from 1.`);
}
