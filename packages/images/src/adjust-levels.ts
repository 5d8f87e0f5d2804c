import type { RgbImage } from '@graftjs/core';

/** How the levels of a picture change. */
export interface LevelChange {
  /** Added to every level, as a fraction of 255. */
  readonly brightness: number;
  /** How many times as far every level lies from the picture's mean level, over 0. */
  readonly contrast: number;
}

/**
 * Changes brightness and contrast; levels that would leave 0 to 255 stop there.
 *
 * @returns a new picture, or `image` itself where nothing changes
 */
export function adjustLevels(image: RgbImage, { brightness, contrast }: LevelChange): RgbImage {
  if (brightness === 0 && contrast === 1) return image;
  const { rgb } = image;
  // Plain loops: callbacks for every level take longer than the geometry does.
  let sum = 0;
  for (const level of rgb) sum += level;
  const mean = sum / rgb.length;
  const changed = Uint8ClampedArray.from(
    { length: 256 },
    (_, level) => (level - mean) * contrast + mean + brightness * 255,
  );
  const out = new Uint8ClampedArray(rgb.length);
  for (let i = 0; i < rgb.length; i++) out[i] = changed[rgb[i] as number] as number;
  return { ...image, rgb: out };
}
