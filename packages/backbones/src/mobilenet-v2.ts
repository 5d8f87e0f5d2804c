import type { ImageInput, OpenBackbone } from '@graftjs/core';
import { pixelScales } from '@graftjs/images';
import type { ImageArchitecture, PublishedFile } from './architecture.js';
import {
  listMobileNetV2BlockEnds,
  mobileNetV2Input,
  mobileNetV2Name,
  mobileNetV2Network,
} from './networks/mobilenet-v2-network.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { kerasFile } from './parts/keras-files.js';

export { mobileNetV2Network, type MobileNetV2NetworkOptions } from './networks/mobilenet-v2-network.js';

export interface MobileNetV2Options extends ArchitectureOptions {
  /** Width multiplier, above 0. Keras has weights for 0.35, 0.5, 0.75, 1, 1.3 and 1.4. Default 1. */
  readonly alpha?: number | undefined;
}

/** The width multipliers that weights were published for. */
export const mobileNetV2Alphas = [0.35, 0.5, 0.75, 1, 1.3, 1.4] as const;
/** In pixels; above a multiplier of 1 only the last. */
const publishedSizes = [96, 128, 160, 192, 224];

/**
 * MobileNetV2: 224 px; 3.5 million parameters at alpha 1, 2.3 million without top.
 *
 * @throws GraftError 'bad-option', and what `openArchitecture` throws
 * @example
 * const backbone = await mobileNetV2({ alpha: 0.35, inputSize: 96, weights: 'none' });
 */
export function mobileNetV2({ alpha = 1, ...options }: MobileNetV2Options = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(mobileNet(alpha), options);
}

/** Weights by Google, converted by Keras, which states no digests. */
function mobileNet(alpha: number): ImageArchitecture {
  return {
    name: mobileNetV2Name(alpha),
    input: mobileNetV2Input,
    pixels: pixelScales.tf,
    published: {
      license: 'Apache-2.0',
      files: listFiles(alpha),
      // What Keras called its classifier when the files were made.
      aliases: { Logits: 'predictions' },
    },
    build: (options) => mobileNetV2Network({ ...options, alpha }),
    listBlockEnds: listMobileNetV2BlockEnds,
  };
}

function listFiles(alpha: number): PublishedFile[] {
  if (!mobileNetV2Alphas.some((published) => published === alpha)) return [];
  const width = Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
  return publishedSizes.slice(alpha > 1 ? -1 : 0).flatMap((size) =>
    [true, false].map((top) => {
      const name = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_${size}${top ? '' : '_no_top'}.h5`;
      return kerasFile(`mobilenet_v2/${name}`, top, size);
    }),
  );
}
