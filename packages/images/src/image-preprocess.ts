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
import { sha256 } from './sha256.js';

/**
 * Prepares pictures for a network: decodes, resizes, and gives `(rgb - mean) / std` as float32 `[batch, height, width, 3]`.
 * The spec says all of it, and restores it in another program.
 *
 * @throws GraftError 'bad-image-spec', 'unknown-option', 'unknown-resize', 'unknown-filter'
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

/** The 256 levels of each channel are normalised once; pixels only look theirs up. */
function normalize(images: readonly RgbImage[], { width, height, mean, std }: ImageSpec): HostTensor {
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const [m = 0, s = 1] = [mean, std].map((value) => (typeof value === 'number' ? value : value[channel]));
    return Float32Array.from({ length: 256 }, (_, level) => (level - m) / s);
  }) as [Float32Array, Float32Array, Float32Array];
  const size = width * height * 3;
  const data = new Float32Array(images.length * size);
  images.forEach(({ rgb }, index) => {
    const start = index * size;
    for (let i = 0; i < size; i += 3) {
      data[start + i] = red[rgb[i] as number] as number;
      data[start + i + 1] = green[rgb[i + 1] as number] as number;
      data[start + i + 2] = blue[rgb[i + 2] as number] as number;
    }
  });
  return { dtype: 'float32', shape: [images.length, height, width, 3], data };
}
