import { isWhole } from './is-whole.js';
import { brokenPicture, type DecodePicture } from './picture-header.js';

/** Decodes with the browser. It does not shrink while decoding. */
export const decodePicture: DecodePicture = async (bytes, header) => {
  // A browser shows what it has of a picture that was cut short, and says nothing.
  if (!isWhole(bytes, header.format)) throw brokenPicture(header.format, 'its end is missing');
  const type = `image/${header.format.toLowerCase()}`;
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'default',
  }).catch((cause: unknown) => {
    throw brokenPicture(header.format, cause instanceof Error ? cause.message : String(cause), cause);
  });
  const { width, height } = bitmap;
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
    context.drawImage(bitmap, 0, 0);
    return { width, height, rgb: withoutAlpha(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
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
