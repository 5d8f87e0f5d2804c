import { stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { delimitedText } from '@graftjs/data/delimited-text';
import type { AnyData } from './any-input.js';
import { toFlag } from './recipe.js';

/** How a table of texts is read. */
export interface TableOptions {
  /** The column with the texts: its name, or its number from 1. */
  readonly text?: string | number | undefined;
  /** The column with their classes. */
  readonly label?: string | number | undefined;
  /** The column that says what is for train, validation and test. Default: the seed decides. */
  readonly splitColumn?: string | number | undefined;
  /** Default by the file's ending. */
  readonly delimiter?: string | undefined;
}

/** The options of one table, where another may have been trained on. */
export function tableOf(given: TableOptions, trained: TableOptions): TableOptions {
  const { text = trained.text, label = trained.label, splitColumn = trained.splitColumn } = given;
  return { text, label, splitColumn, delimiter: given.delimiter ?? trained.delimiter };
}

/** Whether what was given for data is a file, and so a table. */
export async function isTable(source: string): Promise<boolean> {
  const found = await stat(source).catch(() => undefined);
  return found?.isFile() ?? false;
}

/**
 * Refuses what says how a table is read, where none was named.
 *
 * @throws GraftError 'missing-file', 'unused-option'
 */
export async function refuseTableOptions(
  source: string,
  { text, label, splitColumn, delimiter }: TableOptions,
): Promise<void> {
  const given = Object.entries({ text, label, splitColumn, delimiter }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const flags = given.map(([key]) => toFlag(key)).join(', ');
  const isThere = (await stat(source).catch(() => undefined)) !== undefined;
  throw isThere
    ? new GraftError(
        'unused-option',
        `${flags}: that is how a table of texts is read, and ${source} is none. Leave it out, or name a table.`,
      )
    : new GraftError('missing-file', `There is no table ${source}. Check the path.`);
}

/**
 * Opens a table of texts.
 *
 * @throws GraftError 'missing-option', 'unused-option', and what `delimitedText` throws
 */
export async function openTable(
  file: string,
  {
    text,
    label,
    splitColumn,
    delimiter,
    seed,
    groupBy,
  }: TableOptions & { readonly seed: number; readonly groupBy?: string | undefined },
): Promise<AnyData> {
  if (text === undefined || label === undefined) {
    throw new GraftError(
      'missing-option',
      `${file} is a file: a table of texts needs --text and --label, the columns with the texts and with their classes, by name or by number: ` +
        'graft train messages.tsv --text 2 --label 1. Pictures come in a folder.',
    );
  }
  if (groupBy !== undefined) {
    throw new GraftError(
      'unused-option',
      '--group-by looks at the names of pictures, and texts have none. Leave it out.',
    );
  }
  return delimitedText(file, {
    ...{ text, label, seed },
    ...(splitColumn === undefined ? {} : { split: splitColumn }),
    ...(delimiter === undefined ? {} : { delimiter }),
  });
}
