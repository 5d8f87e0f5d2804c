import type { ImageInput, OpenBackbone } from '@graftjs/core';
import type { ImageArchitecture } from './architecture.js';
import {
  efficientNetLiteNetwork,
  liteInput,
  listStageEnds,
  type EfficientNetLite,
} from './networks/efficientnet-lite-network.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';

export { efficientNetLiteNetwork, type EfficientNetLite } from './networks/efficientnet-lite-network.js';

/** SHA-256 of the published ImageNet weights as a safetensors file. */
const digests: Readonly<Record<EfficientNetLite, string>> = {
  'efficientnet-lite0': '8e8d32d0f6b07d74b87b7c42859d4d2f3408a2419c278a3e7c4429dd4dd466f8',
  'efficientnet-lite1': 'ea43e03e27a3395b8d74813c4ca974211c9b58cfaa0ecd3c2cf3f565aff997b2',
  'efficientnet-lite2': 'f3e6eb6cf594e05562338209886b8c6e509952c41c27d2ea16b9ac3a279cd2c9',
};

/**
 * EfficientNet-Lite0: 224 px, 4.7 million parameters; its ImageNet weights are a dependency that loads on use.
 *
 * @throws what `openArchitecture` throws
 * @example
 * const backbone = await efficientNetLite0({ top: false });
 */
export function efficientNetLite0(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  const packaged = async () => (await import('@graftjs/weights-efficientnet-lite0')).weights;
  const lite0 = lite('efficientnet-lite0');
  return openArchitecture({ ...lite0, published: { ...lite0.published, packaged } }, options);
}

/** EfficientNet-Lite1: 240 px, 5.5 million parameters. Options and errors as for Lite0; its weights come from a file. */
export function efficientNetLite1(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(lite('efficientnet-lite1'), options);
}

/** EfficientNet-Lite2: 260 px, 6.2 million parameters. Options and errors as for Lite0; its weights come from a file. */
export function efficientNetLite2(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(lite('efficientnet-lite2'), options);
}

function lite(name: EfficientNetLite): ImageArchitecture {
  const input = liteInput(name);
  const digest = { algorithm: 'sha256', hex: digests[name] } as const;
  return {
    name,
    input,
    pixels: { mean: 127, std: 128 },
    published: {
      license: 'Apache-2.0',
      files: [{ name: `${name}.safetensors`, top: true, inputSize: input.inputSize, digest }],
    },
    build: (options) => efficientNetLiteNetwork(name, options),
    listBlockEnds: listStageEnds,
  };
}
