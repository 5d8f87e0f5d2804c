import type { ImageInput, OpenBackbone } from '@graftjs/core';
import { pixelScales } from '@graftjs/images';
import type { ImageArchitecture } from './architecture.js';
import { inceptionV3Input, inceptionV3Network, listInceptionV3BlockEnds } from './networks/inception-v3-network.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { kerasFiles } from './parts/keras-files.js';

export { inceptionV3Network } from './networks/inception-v3-network.js';

const digests = ['9a0d58056eeedaa3f26cb7ebd46da564', 'bcbd6486424b2319ff4ef7d526e38f63'] as const;

/** Weights by Google, converted by Keras. */
const inception: ImageArchitecture = {
  name: 'inception-v3',
  input: inceptionV3Input,
  pixels: pixelScales.tf,
  published: {
    license: 'Apache-2.0',
    files: kerasFiles('inception_v3/inception_v3', inceptionV3Input.inputSize, digests),
  },
  build: inceptionV3Network,
  listBlockEnds: listInceptionV3BlockEnds,
};

/**
 * InceptionV3: 299 px, 23.9 million parameters, 21.8 million without top. A file may number its layers from anywhere, as
 * Keras does; they are taken in their order.
 *
 * @throws what `openArchitecture` throws
 * @example
 * const backbone = await inceptionV3({ top: false, weights: 'inception_v3.safetensors' });
 */
export function inceptionV3(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(inception, options);
}
