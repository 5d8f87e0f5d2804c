import { GraftError, type Dataset, type ImageInput } from '@graftjs/core';
import { groupByPattern } from '@graftjs/data';
import { imageFolder, type ImageFolderOptions } from '@graftjs/data/image-folder';
import type { Context } from './output.js';
import type { ProgressBar } from './progress.js';

export interface DataOptions {
  /** What the data set is called. Default: as its folder. */
  readonly name?: string | undefined;
  readonly seed: number;
  /** A regular expression whose first capture names a picture's group. */
  readonly groupBy?: string | undefined;
  /** Whether every picture of a folder that is not split is for the test. Default false. */
  readonly all?: boolean | undefined;
}

/**
 * Opens a folder of pictures, and says what is odd about it.
 *
 * @throws GraftError 'bad-group-pattern', 'unused-option', and what `imageFolder` throws
 */
export async function openData(
  folder: string,
  { name, seed, groupBy, all = false }: DataOptions,
  { output, signal }: Context,
  bar: ProgressBar,
): Promise<Dataset<ImageInput>> {
  const data = await openFolder(folder, all, {
    seed,
    group: groupBy === undefined ? undefined : groupByPattern(groupBy),
    signal,
    onProgress: ({ done, total }) => {
      bar.update({ label: 'reading files', done, total });
    },
  });
  bar.stop();
  for (const { code, message } of data.notes) {
    if (misleading.has(code)) output.warn(shorten(message));
    else output.note(shorten(message));
  }
  return name === undefined ? data : { ...data, name };
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

async function openFolder(folder: string, all: boolean, options: ImageFolderOptions): Promise<Dataset<ImageInput>> {
  if (!all) return imageFolder(folder, options);
  try {
    return await imageFolder(folder, { ...options, validation: 0, test: 1 });
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'unused-option') throw error;
    throw new GraftError(
      'unused-option',
      `${folder} is split by its folders, so --all means nothing. Leave it out, and name a part with --split.`,
      { cause: error },
    );
  }
}
