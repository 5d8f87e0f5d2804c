import type { RgbImage } from '@graftjs/core';
import sharp from 'sharp';

export interface PngOptions {
  /** The longer side is at most so many pixels. Default: as it is. */
  readonly within?: number;
}

/**
 * A picture as the bytes of a PNG file, which keeps every pixel. Node only.
 *
 * @example
 * await writeFile('seen.png', await encodePng(image));
 */
export async function encodePng({ width, height, rgb }: RgbImage, { within }: PngOptions = {}): Promise<Buffer> {
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  if (within !== undefined) picture.resize({ width: within, height: within, fit: 'inside', withoutEnlargement: true });
  return picture.png().toBuffer();
}
