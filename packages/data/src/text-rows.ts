import { fingerprint, GraftError, type DatasetNote, type Split } from '@graftjs/core';
import type { DelimitedRow, DelimitedRows } from './delimited-rows.js';
import { splitNames } from './listing.js';

/** A row that is an example. */
export interface TextRow {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  /** What the split column says, where there is one. */
  readonly given: Split | undefined;
  /** Of the group column; without one, the same for equal texts. */
  readonly group: string;
  /** Names the text. */
  readonly hash: string;
}

/** From this share of the rows on, a file is refused. */
const STOP_SHARE = 0.05;
const LISTED = 10;

/**
 * Sorts rows into examples and such as cannot be used.
 *
 * @param table its columns: text, label, and where there are any split and group
 * @throws GraftError 'too-many-bad-inputs', 'unknown-split'
 */
export function readTextRows(
  { rows, width, columns }: DelimitedRows,
  { hasSplit, hasGroup }: { readonly hasSplit: boolean; readonly hasGroup: boolean },
  file: string,
): { readonly kept: readonly TextRow[]; readonly left: DatasetNote | undefined } {
  const kept: TextRow[] = [];
  const bad: { readonly id: string; readonly reason: string }[] = [];
  const [textAt = 0, labelAt = 0] = columns;
  const splitAt = hasSplit ? columns[2] : undefined;
  const groupAt = hasGroup ? columns.at(-1) : undefined;
  for (const row of rows) {
    const id = `row ${row.number}`;
    const text = row.cells[textAt] ?? '';
    const label = (row.cells[labelAt] ?? '').trim();
    const reason = problemOf(row, width, { text, label });
    if (reason !== undefined) bad.push({ id, reason });
    else {
      const hash = fingerprint().bytes(new TextEncoder().encode(text)).hex();
      const group = groupAt === undefined ? '' : (row.cells[groupAt] ?? '').trim();
      const given = splitAt === undefined ? undefined : readSplit(row, splitAt, file);
      kept.push({ id, text, label, given, hash, group: group === '' ? `text ${hash.slice(0, 16)}` : group });
    }
  }
  return { kept, left: bad.length === 0 ? undefined : noteLeftOut(bad, rows.length, file) };
}

function problemOf(
  { cells }: DelimitedRow,
  width: number,
  { text, label }: { readonly text: string; readonly label: string },
): string | undefined {
  if (cells.length !== width) return `it has ${cells.length} columns, not ${width} as the first row`;
  if (text.trim() === '') return 'it has no text';
  return label === '' ? 'it has no label' : undefined;
}

function readSplit({ number, cells }: DelimitedRow, column: number, file: string): Split {
  const name = (cells[column] ?? '').trim();
  const split = Object.hasOwn(splitNames, name.toLowerCase()) ? splitNames[name.toLowerCase()] : undefined;
  if (split !== undefined) return split;
  throw new GraftError(
    'unknown-split',
    `Row ${number} of ${file} is for the split "${name}"; there are ${Object.keys(splitNames).join(', ')}. Correct it, or leave the split column out and let the seed decide.`,
  );
}

function noteLeftOut(
  bad: readonly { readonly id: string; readonly reason: string }[],
  total: number,
  file: string,
): DatasetNote {
  const listed = bad.slice(0, LISTED).map(({ id, reason }) => `\n  ${id}: ${reason}`);
  const more = bad.length > LISTED ? `\n  and ${bad.length - LISTED} more` : '';
  const list = `${listed.join('')}${more}`;
  if (bad.length >= STOP_SHARE * total) {
    throw new GraftError(
      'too-many-bad-inputs',
      `${bad.length} of the ${total} rows of ${file} cannot be used; fewer than 5 % may be. Repair or remove them; where many have too many columns, another delimiter or quotes: false may be right.${list}`,
    );
  }
  const message = `${bad.length} of ${total} rows are left out:${list}`;
  return { code: 'rows-left-out', message, ids: bad.map(({ id }) => id) };
}
