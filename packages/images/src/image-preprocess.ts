import {
  GraftError,
  type HostTensor,
  type ImageInput,
  type Preprocess,
  type PreprocessPlugin,
  type RgbImage,
} from '@graftjs/core';
import { describeDecoder } from '#decode';
import { decodeImage, readBlob } from './decode-image.js';
import { checkImageSpec, type ImageSpec } from './image-spec.js';
import { resizeImage } from './resize-image.js';
import { sha256 } from '@graftjs/core/sha256';

/**
 * Prepares pictures for a network: decodes, resizes, and gives `(level - mean) / std` as float32 `[batch, height, width, 3]`,
 * of grey `[batch, height, width, 1]`. The spec says all of it, and restores it in another program.
 *
 * @throws GraftError 'bad-image-spec', 'unknown-option', 'unknown-resize', 'unknown-filter', 'unknown-channels'
 * @example
 * const preprocess = imagePreprocess({ input: 'image', width: 224, height: 224, mean: 127, std: 128 });
 * const inputs = preprocess.batch([await preprocess.prepare(blob)]);
 */
export function imagePreprocess(options: ImageSpec): Preprocess<ImageInput> {
  const spec = checkImageSpec(options);
  const { input, width, height, resize, filter } = spec;
  return {
    kind: 'image',
    spec,
    // Asked for late: only then is the decoder loaded.
    get runtime() {
      return describeDecoder();
    },
    fingerprint: fingerprintImage,
    prepare: async (picture) =>
      resizeImage(await decodeImage(picture, { atLeast: { width, height } }), { width, height, resize, filter }),
    batch: (ready) =>
      new Map([
        [
          input,
          normalize(
            ready.map((image) => checkReady(image, spec)),
            spec,
          ),
        ],
      ]),
  };
}

/** Restores image preprocessing from a bundle. */
export const imagePlugin: PreprocessPlugin<ImageInput> = {
  kind: 'image',
  modality: 'image',
  restore: (spec) => imagePreprocess(checkImageSpec(spec)),
};

/** Of a file its bytes, of an `RgbImage` its size and pixels. */
async function fingerprintImage(picture: ImageInput): Promise<string> {
  if (picture instanceof Blob) return sha256(await readBlob(picture));
  const size = new TextEncoder().encode(`rgb ${picture.width} x ${picture.height}:`);
  const bytes = new Uint8Array(size.length + picture.rgb.length);
  bytes.set(size);
  bytes.set(picture.rgb, size.length);
  return sha256(bytes);
}

/** @throws GraftError 'bad-image': `batch` takes what `prepare` gave, not pictures of any size */
function checkReady(ready: unknown, { width, height }: ImageSpec): RgbImage {
  const image = ready as Partial<RgbImage> | null | undefined;
  if (image?.width === width && image.height === height && image.rgb?.length === width * height * 3) {
    return image as RgbImage;
  }
  throw new GraftError(
    'bad-image',
    `A batch takes pictures of ${width} x ${height} pixels, as prepare gives them; got ${String(image?.width)} x ${String(image?.height)}.`,
  );
}

/** Where each channel of the network's input is found in a picture's pixel. */
const channelSources = { rgb: [0, 1, 2], bgr: [2, 1, 0], grey: [0] } as const;

/** The 256 levels of each channel are normalised once; pixels only look theirs up. */
function normalize(
  images: readonly RgbImage[],
  { width, height, channels, mean, std }: Required<ImageSpec>,
): HostTensor {
  const sources = channelSources[channels];
  const depth = sources.length;
  const size = width * height * depth;
  const data = new Float32Array(images.length * size);
  const pixels = images.map(({ rgb }) => (channels === 'grey' ? toGrey(rgb) : rgb));
  sources.forEach((source, channel) => {
    const [m = 0, s = 1] = [mean, std].map((value) => (typeof value === 'number' ? value : value[source]));
    const levels = Float32Array.from({ length: 256 }, (_, level) => (level - m) / s);
    pixels.forEach((picture, index) => {
      const start = index * size;
      for (let at = 0; at < size; at += depth) {
        data[start + at + channel] = levels[picture[at + source] as number] as number;
      }
    });
  });
  return { dtype: 'float32', shape: [images.length, height, width, depth], data };
}

/** 0.299, 0.587 and 0.114 parts of red, green and blue, in 16-bit fixed point. Pillow, `src/libImaging/Convert.c`. */
function toGrey(rgb: RgbImage['rgb']): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, pixel) => {
    const level = (channel: number): number => rgb[pixel * 3 + channel] as number;
    return (19595 * level(0) + 38470 * level(1) + 7471 * level(2) + 0x8000) >> 16;
  });
}
