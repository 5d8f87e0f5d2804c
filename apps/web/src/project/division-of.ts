import { groupByPattern } from '@graftjs/data/group-by-pattern';
import type { ImageDatasetOptions } from '@graftjs/data/image-dataset';
import { suggestSeed, type PictureFile } from '@graftjs/data/image-files';

/**
 * How pictures are divided: what belongs together, and the seed.
 *
 * @param groupBy a regular expression whose first capture in a path is the group; undefined: each picture is its own
 * @param typed a seed; undefined: one that gives every split some of each class
 * @throws GraftError 'bad-group-pattern', and what `suggestSeed` throws
 */
export function divisionOf(
  name: string,
  files: readonly PictureFile[],
  groupBy: string | undefined,
  typed?: number,
): Pick<ImageDatasetOptions, 'group'> & { readonly seed: number } {
  const group = groupBy === undefined ? undefined : groupByPattern(groupBy);
  return { group, seed: typed ?? suggestSeed(name, files, { group }) };
}
