import { checkPixels, type DecodeOptions, readBlob } from './decode-image.js';
import { isWhole } from './is-whole.js';
import { brokenPicture, readPictureHeader, type PictureHeader } from './picture-header.js';

/**
 * Format and stored size of a picture, read without decoding it: quick enough for thousands that have just arrived. What it
 * refuses `decodeImage` refuses too; damage in the middle shows only in decoding.
 *
 * @throws GraftError 'empty-file', 'unsupported-image', 'broken-image', 'image-too-large', 'unreadable-file'
 */
export async function inspectImage(
  blob: Blob,
  { maxPixels }: Pick<DecodeOptions, 'maxPixels'> = {},
): Promise<PictureHeader> {
  const bytes = await readBlob(blob);
  const header = readPictureHeader(bytes);
  checkPixels(header, maxPixels);
  if (!isWhole(bytes, header.format)) throw brokenPicture(header.format, 'its end is missing');
  return header;
}
