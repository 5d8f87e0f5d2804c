import type { ImageInput, OpenBackbone } from '@graftjs/core';
import { pixelScales } from '@graftjs/images';
import type { ImageArchitecture } from './architecture.js';
import { listResNetBlockEnds, resNetInput, resNetNetwork, type ResNet } from './networks/resnet-network.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { kerasFiles } from './parts/keras-files.js';

export { resNetNetwork, type ResNet } from './networks/resnet-network.js';

const digests: Readonly<Record<ResNet, readonly [string, string]>> = {
  resnet50: ['2cb95161c43110f7111970584f804107', '4d473c1dd8becc155b73f8504c6f6626'],
};

/**
 * ResNet50: 224 px, 25.6 million parameters, 23.6 million without top.
 *
 * @throws what `openArchitecture` throws
 * @example
 * const backbone = await resNet50({ top: false, weights: 'resnet50.safetensors' });
 */
export function resNet50(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(resNet('resnet50'), options);
}

/** Weights by Kaiming He et al., converted by Keras. */
function resNet(name: ResNet): ImageArchitecture {
  return {
    name,
    input: resNetInput,
    pixels: pixelScales.caffe,
    published: { license: 'MIT', files: kerasFiles(`resnet/${name}`, resNetInput.inputSize, digests[name]) },
    build: (options) => resNetNetwork(name, options),
    listBlockEnds: listResNetBlockEnds,
  };
}
