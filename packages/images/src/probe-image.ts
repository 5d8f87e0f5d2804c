import { GraftError, type ImageInput } from '@graftjs/core';
import { checkSize, readBlob } from './decode-image.js';
import { isWhole } from './is-whole.js';
import { brokenPicture, readPictureHeader } from './picture-header.js';

/**
 * Finds what is wrong with a picture as far as that can be seen without decoding it, which takes a hundredth of the time: that it
 * is none, empty, too large, of a format that is not read, or cut short. What else is damaged, only decoding shows.
 *
 * @param options.maxPixels as for `decodeImage`
 * @returns what is wrong, in the words of `decodeImage`; undefined for a picture that looks whole
 */
export async function probeImage(
  input: ImageInput,
  options: { readonly maxPixels?: number } = {},
): Promise<GraftError | undefined> {
  if (!(input instanceof Blob)) return undefined;
  try {
    const bytes = await readBlob(input);
    const header = readPictureHeader(bytes);
    checkSize(header, options.maxPixels);
    return isWhole(bytes, header.format) ? undefined : brokenPicture(header.format, 'its end is missing');
  } catch (error) {
    if (error instanceof GraftError) return error;
    throw error;
  }
}
