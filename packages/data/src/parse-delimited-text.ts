import {
  fingerprint,
  GraftError,
  checkOptionNames,
  splits,
  type DatasetNote,
  type Example,
  type Split,
} from '@graftjs/core';
import { noteDividedGroups, noteDuplicates, type NotedExample } from './dataset-notes.js';
import { readDelimitedRows, type Column, type DelimitedFormat } from './delimited-rows.js';
import { stratifiedSplits } from './stratified-splits.js';
import type { TracedDataset } from './traced-dataset.js';
import { readTextRows, type TextRow } from './text-rows.js';

export interface DelimitedTextOptions extends DelimitedFormat {
  readonly text: Column;
  readonly label: Column;
  /** Says of each row whether it is for `train`, `validation` (`val`, `valid`) or `test`. Default: the seed decides. */
  readonly split?: Column | undefined;
  /** What must stay together in one split: an author, a conversation. Default: rows with the same text. */
  readonly group?: Column | undefined;
  /** Decides which groups go to which split, where no column does. Default 1. */
  readonly seed?: number | undefined;
  /** Share of each class, or of its rows for training, for validation: 0 to 1. Default 0.2. */
  readonly validation?: number | undefined;
  /** Share of each class for the test: 0 to 1. Default 0.2. */
  readonly test?: number | undefined;
}

/**
 * A data set of texts in a table: one row an example, a column with the text and one with its label. Divided by seed, each class
 * by itself, with equal texts in one split; or as a column says, where validation is taken from train if no row is for it.
 *
 * An id is the row's number: `row 17`. Labels are sorted by code unit. Rows without text or label, and such with more or fewer columns
 * than the first, are left out and named in a note; 5 % of them or more, and it is refused.
 *
 * @param bytes UTF-8, with or without byte order mark
 * @param file its name, for the ending and for messages
 * @throws GraftError 'unknown-option', 'missing-option', 'not-utf-8', 'empty-file', 'unknown-delimiter', 'bad-delimiter', 'bad-quotes',
 *   'unknown-column', 'ambiguous-column', 'same-column', 'swapped-columns', 'unknown-split', 'too-many-bad-inputs', 'one-class', 'too-few-examples', 'no-train-split',
 *   'unused-option', 'bad-seed', 'bad-split-fractions'
 * @example
 * const data = parseDelimitedText(new Uint8Array(await file.arrayBuffer()), file.name, { text: 'message', label: 'kind' });
 */
export function parseDelimitedText(
  bytes: Uint8Array,
  file: string,
  options: DelimitedTextOptions,
): TracedDataset<string> {
  checkOptions(options);
  const { text, label, split, group } = options;
  const asked = [text, label, ...(split === undefined ? [] : [split]), ...(group === undefined ? [] : [group])];
  const table = readDelimitedRows(bytes, file, asked, options);
  checkColumns(table.columns, options, file);
  const { kept, left } = readTextRows(table, { hasSplit: split !== undefined, hasGroup: group !== undefined }, file);
  const labels = [...new Set(kept.map((row) => row.label))].sort((a, b) => (a < b ? -1 : 1));
  checkClasses(labels, file);
  checkOrder(kept, labels, options, file);
  const rows = placeRows(kept, options, file);
  const bySplit = new Map(splits.map((name) => [name, rows.filter((row) => row.split === name)]));
  const targets = new Map(labels.map((name, index) => [name, index]));
  return {
    name: file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, ''),
    modality: 'text',
    task: { kind: 'classification', labels },
    fingerprint: fingerprint()
      .json([labels, rows.map((row) => [row.id, targets.get(row.label) ?? -1, row.split, row.group, row.hash])])
      .hex(),
    given: split === undefined ? [] : splits.filter((name) => kept.some((row) => row.given === name)),
    files: (name) => (bySplit.get(name) ?? []).map(({ id, hash }) => ({ id, content: hash })),
    notes: listNotes(rows, left, options),
    size: (name) => bySplit.get(name)?.length ?? 0,
    async *examples(name) {
      for (const row of bySplit.get(name) ?? []) {
        const example: Example<string> = {
          id: row.id,
          input: row.text,
          target: targets.get(row.label) ?? -1,
          group: row.group,
        };
        yield example;
      }
    },
  };
}

type PlacedRow = TextRow & { readonly split: Split };

function placeRows(rows: readonly TextRow[], options: DelimitedTextOptions, file: string): PlacedRow[] {
  const { seed = 1, validation = 0.2, test = 0.2 } = options;
  if (options.split === undefined) {
    const drawn = stratifiedSplits(rows, seed, { validation, test });
    return rows.map((row, index) => ({ ...row, split: drawn[index] ?? 'train' }));
  }
  const given = new Set(rows.map((row) => row.given));
  if (!given.has('train')) {
    throw new GraftError(
      'no-train-split',
      `The split column of ${file} has no row for train. Its rows are for: ${[...given].join(', ')}.`,
    );
  }
  checkUse(options, given.has('validation'));
  if (given.has('validation')) return rows.map((row) => ({ ...row, split: row.given ?? 'train' }));
  const open = rows.filter((row) => row.given === 'train');
  const drawn = stratifiedSplits(open, seed, { validation, test: 0 });
  const splitOf = new Map(open.map(({ id }, index) => [id, drawn[index]]));
  return rows.map((row) => ({ ...row, split: splitOf.get(row.id) ?? row.given ?? 'train' }));
}

function checkUse(options: DelimitedTextOptions, hasValidation: boolean): void {
  for (const split of ['validation', 'test'] as const) {
    if (options[split] === undefined || (split === 'validation' && !hasValidation)) continue;
    throw new GraftError(
      'unused-option',
      `The split column itself says what is for ${split}, so the option ${split}: ${options[split]} has no meaning. Leave it out.`,
    );
  }
}

function checkClasses(labels: readonly string[], file: string): void {
  if (labels.length !== 1) return;
  throw new GraftError(
    'one-class',
    `Every row of ${file} has the label "${labels.join()}"; there is nothing to tell it from. Is it the right column?`,
  );
}

function checkColumns([textAt, labelAt]: readonly number[], { text, label }: DelimitedTextOptions, file: string): void {
  if (textAt !== labelAt) return;
  throw new GraftError(
    'same-column',
    `Texts and labels are two columns, and text: ${text} and label: ${label} are the same one of ${file}. Name the other for one of them.`,
  );
}

/** Hardly any label comes twice, and texts do: whoever looks at the two columns sees it, and whoever trains does not. */
function checkOrder(
  rows: readonly TextRow[],
  labels: readonly string[],
  { text, label }: DelimitedTextOptions,
  file: string,
): void {
  const texts = new Set(rows.map(({ hash }) => hash)).size;
  if (2 * labels.length <= rows.length || 4 * texts > labels.length) return;
  throw new GraftError(
    'swapped-columns',
    `The ${rows.length} rows of ${file} have ${texts} different texts (text: ${text}) and ${labels.length} different labels (label: ${label}). ` +
      'Are the two columns swapped?',
  );
}

function listNotes(
  rows: readonly PlacedRow[],
  left: DatasetNote | undefined,
  options: DelimitedTextOptions,
): DatasetNote[] {
  const noted: NotedExample[] = rows.map(({ id, label, split, group, hash }) => ({
    ...{ id, label, split, hash },
    group: options.group === undefined ? undefined : group,
  }));
  return [...noteDuplicates(noted, 'text'), ...noteDividedGroups(noted), ...(left === undefined ? [] : [left])];
}

const optionNames = ['text', 'label', 'split', 'group', 'header', 'delimiter', 'quotes', 'seed', 'validation', 'test'];

/** @throws GraftError 'unknown-option', 'missing-option' */
function checkOptions(options: DelimitedTextOptions): void {
  checkOptionNames(options, optionNames, 'for delimited text');
  for (const name of ['text', 'label'] as const) {
    if ((options[name] as Column | undefined) !== undefined) continue;
    throw new GraftError(
      'missing-option',
      `Which column holds the ${name} is not known. Say it by name or by number, from 1: ${name}: 2.`,
    );
  }
}
