import { GraftError, type RgbImage } from '@graftjs/core';
import { imageSize } from 'image-size';
import { jpegComponents } from './jpeg-components.js';
import { pictureFormats, sniffFormat, type PictureFormat } from './sniff-format.js';

/** What the first bytes of a picture say. Width and height are those stored, before EXIF orientation. */
export interface PictureHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
}

/** What `#decode` is in Node and in a browser. `atLeast` as in `DecodeOptions`; a browser has no use for it. */
export type DecodePicture = (
  bytes: Uint8Array<ArrayBuffer>,
  header: PictureHeader,
  atLeast?: { readonly width: number; readonly height: number },
) => Promise<RgbImage>;

/**
 * Reads format and size without decoding, so that what would not fit in memory is never decoded.
 *
 * @param bytes a whole file
 * @throws GraftError 'empty-file', 'unsupported-image', 'broken-image'
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length === 0) throw new GraftError('empty-file', 'The file is empty (0 bytes). Replace it or remove it.');
  const name = sniffFormat(bytes);
  const format = pictureFormats.find((known) => known === name);
  if (format === undefined) throw unsupported(name);
  if (format === 'JPEG' && jpegComponents(bytes) === 4) throw inInks();
  try {
    const { width, height } = imageSize(bytes);
    if (width > 0 && height > 0) return { format, width, height };
  } catch (cause) {
    throw brokenPicture(format, 'its header does not say how large it is', cause);
  }
  throw brokenPicture(format, 'its header gives it no width or no height');
}

/** The one error for a picture of a known format that cannot be decoded. `why` completes "The JPEG picture cannot be decoded: …". */
export function brokenPicture(format: PictureFormat, why: string, cause?: unknown): GraftError {
  const message = `The ${format} picture cannot be decoded: ${why}. The file is damaged or cut short; replace it or remove it.`;
  return new GraftError('broken-image', message, { cause });
}

function unsupported(name: string | undefined): GraftError {
  const what = name === undefined ? 'The file is no picture of a known format' : `The file is in the format ${name}`;
  return new GraftError(
    'unsupported-image',
    `${what}; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.`,
  );
}

/** A profile may say how inks look, or nothing does; decoders differ by up to 56 levels in 255 either way. */
function inInks(): GraftError {
  return new GraftError(
    'unsupported-image',
    'The JPEG picture is in CMYK, for printing, and each program makes other colours of that. Convert it to RGB, or remove it.',
  );
}
