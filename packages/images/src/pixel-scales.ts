import type { ImageSpec } from './image-spec.js';

/** How a network wants its pixels: the part of an `ImageSpec` that is not about size. */
export type PixelScale = Pick<ImageSpec, 'channels' | 'mean' | 'std'>;

/**
 * The usual ways to scale levels from 0 to 255, by name. 'caffe', 'torch' and 'tf' are Keras's: `preprocess_input` in
 * `keras/src/applications/imagenet_utils.py`, with the means and deviations of ImageNet.
 */
export const pixelScales = {
  /** Blue first, each channel less its mean, not scaled. */
  caffe: { channels: 'bgr', mean: [123.68, 116.779, 103.939], std: 1 },
  /** Each channel to mean 0 and deviation 1; Keras's figures are of levels from 0 to 1. */
  torch: { channels: 'rgb', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  /** From -1 to 1. */
  tf: { channels: 'rgb', mean: 127.5, std: 127.5 },
  /** From 0 to 1. */
  '0..1': { channels: 'rgb', mean: 0, std: 255 },
  /** Levels as they are. */
  none: { channels: 'rgb', mean: 0, std: 1 },
} as const satisfies Readonly<Record<string, PixelScale>>;
