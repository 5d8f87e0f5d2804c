import { GraftError } from '@graftjs/core';
import type { ImageDatasetOptions, ImageFolder } from '@graftjs/data/image-dataset';
import type { PictureFile } from '@graftjs/data/image-files';
import { readTyped } from '../choices/choices.js';
import { divisionOf } from '../project/division-of.js';
import { RefusedChoice } from './compose-choices.js';
import type { TrainingOrder } from './workshop-api.js';

/**
 * Divides pictures by the seed that was typed, or else by one that gives every split some of each class.
 *
 * @param divide makes a data set of them: `imageFiles`, `outlineFiles`
 * @throws RefusedChoice where it is the typed one that does not do; what `divide` throws
 */
export async function divideBySeed(
  { name, groupBy, choices }: Pick<TrainingOrder, 'name' | 'groupBy' | 'choices'>,
  files: readonly PictureFile[],
  divide: typeof import('@graftjs/data/image-files').imageFiles,
  options: Pick<ImageDatasetOptions, 'signal' | 'onProgress'> = {},
): Promise<{ readonly data: ImageFolder; readonly seed: number }> {
  // What is no number is refused by whoever draws.
  const typed = readTyped('seed', choices.seed) as number | undefined;
  const division = divisionOf(name, files, groupBy, typed);
  const data = await divide(name, files, { ...options, ...division }).catch((error: unknown) => {
    const isOfSeed = typed !== undefined && error instanceof GraftError && ofSeed.has(error.code);
    throw isOfSeed ? new RefusedChoice('seed', error) : error;
  });
  return { data, seed: division.seed };
}

const ofSeed: ReadonlySet<string> = new Set(['bad-seed', 'too-few-pictures']);
