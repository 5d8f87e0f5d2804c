import type { RgbImage } from '@graftjs/core';

/** Where the content of a picture goes: flipped first, then turned, zoomed and shifted about the middle. */
export interface Warp {
  readonly flipX: boolean;
  readonly flipY: boolean;
  /** In degrees, clockwise. */
  readonly rotation: number;
  /** How many times as large, over 0. */
  readonly zoom: number;
  /** To the right, as a fraction of the width. */
  readonly shiftX: number;
  /** Downwards, as a fraction of the height. */
  readonly shiftY: number;
}

/**
 * Moves the content of a picture in one resampling pass: every new pixel is looked up in the old picture, bilinearly between
 * pixel centres. Beyond its edges the picture is mirrored, edge pixels included. Zooming out is not antialiased.
 *
 * @returns a new picture of the same size, the same on every machine; `image` itself where nothing moves
 * @see scipy.ndimage.affine_transform with order 1 and mode 'reflect', whose results these are
 */
export function warpImage(image: RgbImage, warp: Warp): RgbImage {
  const { width, height, rgb } = image;
  const { xx, xy, x0, yx, yy, y0 } = inverseMap(width, height, warp);
  if (xx === 1 && yy === 1 && xy === 0 && yx === 0 && x0 === 0 && y0 === 0) return image;
  const out = new Uint8ClampedArray(rgb.length);
  const stride = width * 3;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = xx * x + xy * y + x0;
      const fromY = yx * x + yy * y + y0;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const right = fromX - left;
      const low = fromY - top;
      const columnA = mirrored(left, width) * 3;
      const columnB = mirrored(left + 1, width) * 3;
      const rowA = mirrored(top, height) * stride;
      const rowB = mirrored(top + 1, height) * stride;
      for (let channel = 0; channel < 3; channel++) {
        const a = rgb[rowA + columnA + channel] as number;
        const c = rgb[rowB + columnA + channel] as number;
        const upper = a + ((rgb[rowA + columnB + channel] as number) - a) * right;
        const lower = c + ((rgb[rowB + columnB + channel] as number) - c) * right;
        out[to++] = (upper + (lower - upper) * low + 0.5) | 0;
      }
    }
  }
  return { width, height, rgb: out };
}

/** From a new pixel's indices to where it lies in the old picture. */
function inverseMap(width: number, height: number, { flipX, flipY, rotation, zoom, shiftX, shiftY }: Warp) {
  const angle = (rotation * Math.PI) / 180;
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const [mirrorX, mirrorY] = [flipX ? -1 : 1, flipY ? -1 : 1];
  const [xx, xy, yx, yy] = [mirrorX * cos, mirrorX * sin, mirrorY * -sin, mirrorY * cos].map(settle) as Four;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const [x, y] = [centreX + shiftX * width, centreY + shiftY * height];
  return { xx, xy, x0: settle(centreX - xx * x - xy * y), yx, yy, y0: settle(centreY - yx * x - yy * y) };
}

type Four = [number, number, number, number];

/**
 * To whole multiples of 2^-20. Sines may differ in their last bit from one browser to the next; what is computed with the
 * settled numbers needs fewer than 53 bits, so it is exact, and the same everywhere.
 */
function settle(value: number): number {
  return Math.round(value * 2 ** 20) / 2 ** 20;
}

/** The index that a mirror at both edges brings into the picture. */
function mirrored(index: number, length: number): number {
  if (index >= 0 && index < length) return index;
  const within = ((index % (2 * length)) + 2 * length) % (2 * length);
  return within < length ? within : 2 * length - 1 - within;
}
