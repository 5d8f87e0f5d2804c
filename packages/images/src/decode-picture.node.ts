import { createRequire } from 'node:module';
import type Sharp from 'sharp';
import { isWhole } from './is-whole.js';
import { brokenPicture, type DecodePicture, type PictureHeader } from './picture-header.js';

let loaded: typeof Sharp | undefined;

/** Decodes with sharp (libvips). Refuses what its decoders only warn of: pixels that were made up are no picture. */
export const decodePicture: DecodePicture = async (bytes, header, atLeast) => {
  try {
    // The header was checked: a file that holds more pixels than it announces is refused.
    const limitInputPixels = header.width * header.height;
    const pipeline = sharp()(bytes, { failOn: 'warning', limitInputPixels, autoOrient: true });
    if (header.format === 'JPEG' && atLeast !== undefined && mayShrink(header, atLeast)) {
      const { width, height } = (await pipeline.metadata()).autoOrient;
      // A whole divisor: sharp then leaves all of it to the JPEG decoder, and no pixel moves.
      const factor = [8, 4, 2].find(
        (by) =>
          width % by === 0 && height % by === 0 && width >= 2 * by * atLeast.width && height >= 2 * by * atLeast.height,
      );
      if (factor !== undefined) pipeline.resize(width / factor, height / factor, { fit: 'fill' });
    }
    pipeline.flatten({ background: '#fff' }).toColourspace('srgb').raw({ depth: 'uchar' });
    const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
    const rgb = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    return { width: info.width, height: info.height, rgb };
  } catch (cause) {
    throw brokenPicture(header.format, isWhole(bytes, header.format) ? explain(cause) : 'its end is missing', cause);
  }
};

/** What decodes here, with its versions: 'sharp 0.35.5, libvips 8.18.7'. */
export function describeDecoder(): string {
  const { versions } = sharp();
  return `sharp ${versions.sharp ?? 'unknown'}, libvips ${versions.vips}`;
}

/** What the decoder says, without the names of libraries and their options. */
function explain(cause: unknown): string {
  const [said = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const why = said
    .replace(/^Input buffer has corrupt header:/, '')
    .replace(/^\s*(\w*vips\w*|webp):/i, '')
    .trim();
  return why === '' || why.includes('failOn') ? 'its data are damaged' : why;
}

/** Whichever way up: before the file is asked a second time. */
function mayShrink(header: PictureHeader, atLeast: { readonly width: number; readonly height: number }): boolean {
  const shorter = Math.min(header.width, header.height);
  return shorter >= 4 * Math.min(atLeast.width, atLeast.height);
}

/** Loaded on first use, so that a program that decodes nothing starts without it. */
function sharp(): typeof Sharp {
  if (loaded === undefined) {
    loaded = createRequire(import.meta.url)('sharp') as typeof Sharp;
    // Every picture is decoded once: the cache of operations would only hold memory.
    loaded.cache(false);
  }
  return loaded;
}
