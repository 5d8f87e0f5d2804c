import { GraftError, splits } from '@graftjs/core';
import { groupByPattern } from '@graftjs/data';
import { imageFolder, type ImageFolderOptions } from '@graftjs/data/image-folder';
import { imageZip } from '@graftjs/data/image-zip';
import type { AnyData } from './any-input.js';
import type { Context } from './output.js';
import { isTable, openTable, refuseTableOptions, type TableOptions } from './open-table.js';
import type { ProgressBar } from './progress.js';

export interface DataOptions extends TableOptions {
  /** What the data set is called. Default: as its folder. */
  readonly name?: string | undefined;
  readonly seed: number;
  /** A regular expression whose first capture names a picture's group. */
  readonly groupBy?: string | undefined;
  /** The classes of a model that is to be tried on the pictures. Default: they are to train on. */
  readonly labels?: readonly string[] | undefined;
}

/**
 * Opens a folder or zip of pictures, or a table of texts, and says what is odd about it.
 *
 * @throws GraftError 'bad-group-pattern', 'group-by-matches-nothing' where they are to train on, what `imageFolder`, `imageZip` and `openTable` throw
 */
export async function openData(
  source: string,
  options: DataOptions,
  { output, signal }: Context,
  bar: ProgressBar,
): Promise<AnyData> {
  const { name, seed, groupBy, labels } = options;
  const pictureOptions: ImageFolderOptions = {
    seed,
    labels,
    group: groupBy === undefined ? undefined : groupByPattern(groupBy),
    signal,
    onProgress: ({ done, total }) => {
      bar.update({ label: 'reading files', done, total });
    },
  };
  const hasTable = !isZip(source) && (await isTable(source));
  // What the table was like that a model was trained on is no word of the user's.
  if (!hasTable && labels === undefined) await refuseTableOptions(source, options);
  const data = isZip(source)
    ? await imageZip(source, pictureOptions)
    : hasTable
      ? await openTable(source, options)
      : await imageFolder(source, pictureOptions);
  bar.stop();
  if (groupBy !== undefined && labels === undefined) checkGroups(data, groupBy);
  for (const { code, message, ids } of data.notes) {
    const isFewGroups = code === 'ungrouped' && 2 * ids.length > countFiles(data);
    if (isFewGroups) output.warn(`--group-by ${groupBy ?? ''} matches few names. ${shorten(message)}`);
    else if (misleading.has(code)) output.warn(shorten(message));
    else output.note(shorten(message));
  }
  return name === undefined ? data : { ...data, name };
}

/** Whether what was given for data is pictures in one file. */
export function isZip(source: string): boolean {
  return /\.zip$/i.test(source);
}

/**
 * Refuses a pattern that finds no group at all: pictures of one patient would be divided, and nothing would show it.
 *
 * @throws GraftError 'group-by-matches-nothing'
 */
export function checkGroups(data: AnyData, groupBy: string): void {
  const ungrouped = data.notes.find(({ code }) => code === 'ungrouped')?.ids ?? [];
  if (ungrouped.length < countFiles(data)) return;
  throw new GraftError(
    'group-by-matches-nothing',
    `--group-by ${groupBy} matches none of the ${ungrouped.length} names in ${data.name}, such as ${ungrouped.slice(0, 3).join(', ')}. ` +
      'Its first pair of parentheses has to enclose what the pictures of one group have in common; or leave --group-by out.',
  );
}

/** Of all splits. */
export function countFiles(data: AnyData): number {
  return splits.reduce((sum, split) => sum + data.size(split), 0);
}

/** What makes results look better, or worse, than they are; other notes are for whoever wonders. */
const misleading: ReadonlySet<string> = new Set([
  'duplicates-across-splits',
  'groups-across-splits',
  'conflicting-labels',
]);

/** A terminal has room for a paragraph; a report has all of it. */
const LONGEST = 400;

function shorten(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)} …`;
}
