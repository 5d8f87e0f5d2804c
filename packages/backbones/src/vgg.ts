import type { ImageInput, OpenBackbone } from '@graftjs/core';
import { pixelScales } from '@graftjs/images';
import type { ImageArchitecture } from './architecture.js';
import { listVggBlockEnds, vggInput, vggNetwork, type Vgg } from './networks/vgg-network.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { kerasFiles } from './parts/keras-files.js';

export { vggNetwork, type Vgg } from './networks/vgg-network.js';

const digests: Readonly<Record<Vgg, readonly [string, string]>> = {
  vgg16: ['64373286793e3c8b2b4e3219cbf3544b', '6d6bbae143d832006294945121d1f1fc'],
  vgg19: ['cbe5617147190e668d6c5d5026f83318', '253f8cb515780f3b799900260a226db6'],
};

/**
 * VGG16: 224 px, 138.4 million parameters, 14.7 million without top.
 *
 * @throws what `openArchitecture` throws
 */
export function vgg16(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(vgg('vgg16'), options);
}

/**
 * VGG19: 224 px, 143.7 million parameters, 20.0 million without top.
 *
 * @throws what `openArchitecture` throws
 * @example
 * const backbone = await vgg19({ top: false, weights: 'vgg19.safetensors' });
 */
export function vgg19(options: ArchitectureOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return openArchitecture(vgg('vgg19'), options);
}

/** Weights by the Visual Geometry Group of Oxford University, converted by Keras. */
function vgg(name: Vgg): ImageArchitecture {
  return {
    name,
    input: vggInput,
    pixels: pixelScales.caffe,
    published: { license: 'CC-BY-4.0', files: kerasFiles(`${name}/${name}`, vggInput.inputSize, digests[name]) },
    build: (options) => vggNetwork(name, options),
    listBlockEnds: listVggBlockEnds,
  };
}
