import type { Dataset, ImageInput } from '@graftjs/core';
import { groupByPattern } from '@graftjs/data';
import { imageFolder } from '@graftjs/data/image-folder';
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
 * @throws GraftError 'bad-group-pattern', and what `imageFolder` throws
 */
export async function openData(
  folder: string,
  { name, seed, groupBy, all = false }: DataOptions,
  { output, signal }: Context,
  bar: ProgressBar,
): Promise<Dataset<ImageInput>> {
  const data = await imageFolder(folder, {
    seed,
    group: groupBy === undefined ? undefined : groupByPattern(groupBy),
    ...(all ? { validation: 0, test: 1 } : {}),
    signal,
    onProgress: ({ done, total }) => {
      bar.update({ label: 'reading files', done, total });
    },
  });
  bar.stop();
  for (const { message } of data.notes) output.warn(message);
  return name === undefined ? data : { ...data, name };
}
