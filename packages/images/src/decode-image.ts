import { GraftError, type ImageInput, type RgbImage } from '@graftjs/core';
import { decodePicture } from '#decode';
import { readPictureHeader, type PictureHeader } from './picture-header.js';

export interface DecodeOptions {
  /** Width times height that is refused before decoding when exceeded. Default 100 million. */
  readonly maxPixels?: number;
  /**
   * The size that the picture will be resized to, in pixels, as seen upright. In Node a JPEG that is at least four times as
   * large on both sides may then come back smaller by 2, 4 or 8 where that divides its sides, and at least twice as large:
   * much faster. After `resizeImage` a photograph is less than one level in 255 away on average; hard edges of a few pixels, such as
   * text or a chequerboard, are 2 to 6 levels away. Default: the whole picture.
   */
  readonly atLeast?: { readonly width: number; readonly height: number };
}

/**
 * Decodes a JPEG, PNG or WebP picture to 8-bit sRGB, upright: EXIF orientation applied, transparency laid over white, grey
 * repeated in three channels, 16 bits cut to 8, colour profiles converted, the first frame of an animation. As with Pillow, what a
 * PNG says of screens (gAMA, cHRM, cICP) changes nothing. CMYK is refused, of which each decoder makes other colours. sharp
 * decodes in Node, the browser itself in a browser; they agree within 2 levels of 255.
 *
 * @returns the picture; an `RgbImage` is checked and returned as it is
 * @throws GraftError 'empty-file', 'unsupported-image', 'broken-image', 'image-too-large', 'unreadable-file', 'bad-image'
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  if (!(input instanceof Blob)) return checkRgbImage(input);
  const bytes = await readBlob(input);
  const header = readPictureHeader(bytes);
  checkSize(header, options.maxPixels);
  return decodePicture(bytes, header, options.atLeast);
}

/**
 * Refuses what would not fit in memory.
 *
 * @param maxPixels as in `DecodeOptions`
 * @throws GraftError 'image-too-large'
 */
export function checkSize({ width, height }: PictureHeader, maxPixels = 100_000_000): void {
  if (width * height <= maxPixels) return;
  throw new GraftError(
    'image-too-large',
    `The picture has ${width} x ${height} pixels, more than the ${maxPixels / 1e6} million that are allowed. ` +
      'Downsize it.',
  );
}

/**
 * All bytes of a blob.
 *
 * @throws GraftError 'unreadable-file', with the reason
 */
export async function readBlob(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `The file cannot be read: ${why}. Was it moved or changed?`, { cause });
  }
}

/** @throws GraftError 'bad-image' */
function checkRgbImage(image: RgbImage): RgbImage {
  const got: unknown = image;
  if (typeof got !== 'object' || got === null || ArrayBuffer.isView(got) || got instanceof ArrayBuffer) {
    const what = Object.prototype.toString.call(got).slice(8, -1);
    throw new GraftError(
      'bad-image',
      `A picture is a Blob or { width, height, rgb }; got ${what}. Bytes of a file: new Blob([bytes]).`,
    );
  }
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  if (!isSize(image.width) || !isSize(image.height)) {
    throw new GraftError(
      'bad-image',
      `A picture is a Blob or { width, height, rgb }; got width ${String(image.width)}, height ${String(image.height)}.`,
    );
  }
  const expected = image.width * image.height * 3;
  if (!(image.rgb instanceof Uint8ClampedArray) || image.rgb.length !== expected) {
    const got = image.rgb instanceof Uint8ClampedArray ? `${image.rgb.length} values` : typeof image.rgb;
    throw new GraftError(
      'bad-image',
      `A picture of ${image.width} x ${image.height} pixels needs rgb as a Uint8ClampedArray of ${expected} values; got ${got}.`,
    );
  }
  return image;
}
