import { readFile, stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { readDelimitedRows, type Column } from '@graftjs/data';

/** A text, and what it is called in an answer: itself, or the file and row that it comes from. */
export interface TextInput {
  readonly file: string;
  readonly text: string;
}

const tables = /\.(tsv|tab|csv)$/i;
/** What nobody means as a message. */
const fileName = /^\S+\.(txt|tsv|tab|csv)$/i;

/**
 * The texts that somebody means: a .txt stands for its lines, a table for one of its columns, anything else for itself. Empty lines
 * are passed over.
 *
 * @param column of a table
 * @throws GraftError 'missing-file', 'unreadable-file', 'missing-option' for a table without column, and what `readDelimitedRows` throws
 */
export async function listTexts(given: readonly string[], column: Column | undefined): Promise<TextInput[]> {
  const texts: TextInput[] = [];
  for (const one of given) {
    const found = await stat(one).catch(() => undefined);
    if (found?.isFile()) texts.push(...(tables.test(one) ? await readTable(one, column) : await readLines(one)));
    else if (found !== undefined || fileName.test(one)) {
      const what = found === undefined ? 'There is no file' : 'Texts come from files of lines or tables, not from';
      throw new GraftError('missing-file', `${what} ${one}. Name a .txt, .tsv or .csv, or write the text itself.`);
    } else texts.push({ file: one, text: one });
  }
  return texts;
}

async function readTable(file: string, column: Column | undefined): Promise<TextInput[]> {
  if (column === undefined) {
    throw new GraftError(
      'missing-option',
      `Which column of ${file} holds the texts is not known. Say it by name or by number, from 1: --text 2.`,
    );
  }
  const { rows, columns } = readDelimitedRows(await readFile(file), file, [column], {});
  const [at = 0] = columns;
  return rows.map(({ number, cells }) => ({ file: `${file}:${number}`, text: cells[at] ?? '' }));
}

async function readLines(file: string): Promise<TextInput[]> {
  const text = (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  if (text.includes('\0')) {
    throw new GraftError('unreadable-file', `${file} is no text. Name a .txt with a text a line, a .tsv or a .csv.`);
  }
  return text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [{ file: `${file}:${index + 1}`, text: line }])); // prettier-ignore
}
