import { isWhole } from './is-whole.js';
import { brokenPicture, type DecodePicture, type PictureHeader } from './picture-header.js';
import { plainPng } from './plain-png.js';
import { liftOrientation, type Orientation } from './webp-orientation.js';

/** Decodes with the browser. It does not shrink while decoding. */
export const decodePicture: DecodePicture = async (bytes, header) => {
  // A browser shows what it has of a picture that was cut short, and says nothing.
  if (!isWhole(bytes, header.format)) throw brokenPicture(header.format, 'its end is missing');
  const { parts, orientation } = settle(bytes, header);
  const type = `image/${header.format.toLowerCase()}`;
  const bitmap = await createImageBitmap(new Blob(parts, { type }), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'default',
  }).catch((cause: unknown) => {
    throw brokenPicture(header.format, cause instanceof Error ? cause.message : String(cause), cause);
  });
  const isLying = orientation >= 5;
  const [width, height] = isLying ? [bitmap.height, bitmap.width] : [bitmap.width, bitmap.height];
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      alpha: false,
      colorSpace: 'srgb',
      // Kept in memory: a canvas on the GPU may round differently from one machine to the next.
      willReadFrequently: true,
    });
    if (context === null)
      throw brokenPicture(header.format, `the browser has no canvas of ${width} x ${height} pixels`);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.setTransform(...turns[orientation](bitmap.width, bitmap.height));
    context.drawImage(bitmap, 0, 0);
    return { width, height, rgb: withoutAlpha(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
};

/** Takes from a browser what it would decide otherwise than Node, or than the next browser. */
function settle(
  bytes: Uint8Array<ArrayBuffer>,
  { format }: PictureHeader,
): { readonly parts: Uint8Array<ArrayBuffer>[]; readonly orientation: Orientation } {
  if (format === 'PNG') return { parts: plainPng(bytes), orientation: 1 };
  if (format !== 'WebP') return { parts: [bytes], orientation: 1 };
  const lifted = liftOrientation(bytes);
  return { parts: [lifted.bytes], orientation: lifted.orientation };
}

/** From a picture as it is stored, of so many pixels in width and height, to how it is seen; as `setTransform` takes it. */
const turns: Record<Orientation, (width: number, height: number) => [number, number, number, number, number, number]> =
  {
    1: () => [1, 0, 0, 1, 0, 0],
    2: (width) => [-1, 0, 0, 1, width, 0],
    3: (width, height) => [-1, 0, 0, -1, width, height],
    4: (_, height) => [1, 0, 0, -1, 0, height],
    5: () => [0, 1, 1, 0, 0, 0],
    6: (_, height) => [0, 1, -1, 0, height, 0],
    7: (width, height) => [0, -1, -1, 0, height, width],
    8: (width) => [0, -1, 1, 0, 0, width],
  };

/** What decodes here: the browser, by the name that it gives itself. */
export function describeDecoder(): string {
  return `browser ${navigator.userAgent}`;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const rgb = new Uint8ClampedArray((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] as number;
    rgb[to + 1] = rgba[from + 1] as number;
    rgb[to + 2] = rgba[from + 2] as number;
  }
  return rgb;
}
