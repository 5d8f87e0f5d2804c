import { inceptionV3 } from '@graftjs/backbones/inception-v3';
import { mobileNetV2 } from '@graftjs/backbones/mobilenet-v2';
import { resNet50 } from '@graftjs/backbones/resnet';
import { vgg16, vgg19 } from '@graftjs/backbones/vgg';
import { startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { linear } from '@graftjs/heads/linear';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkBackbone, checkFrozenStaysFrozen, toyImages } from '../src/index.js';

const drawn = { weights: 'none', seed: 1 } as const;
const picture = {
  width: 70,
  height: 50,
  rgb: Uint8ClampedArray.from({ length: 70 * 50 * 3 }, (_, i) => ((i * 2654435761) >>> 8) % 256),
};

beforeAll(async () => {
  await startBackend('wasm');
  registerGradients();
});

describe('backbone', () => {
  it.each([
    ['vgg16, without top', () => vgg16({ ...drawn, inputSize: 32, top: false })],
    ['vgg19, without top', () => vgg19({ ...drawn, inputSize: [32, 40], top: false })],
    ['resnet50', () => resNet50({ ...drawn, inputSize: 32 })],
    ['mobilenet-v2', () => mobileNetV2({ ...drawn, inputSize: 32 })],
    ['mobilenet-v2, alpha 0.35, without top', () => mobileNetV2({ ...drawn, alpha: 0.35, inputSize: 33, top: false })],
    ['inception-v3', () => inceptionV3({ ...drawn, inputSize: 75 })],
  ])('%s', async (_, create) => checkBackbone(await create(), [picture]));
});

describe('BatchNorm without scale', () => {
  const data = toyImages({ perClass: 8 });

  it.each(['affine', 'train'] as const)('is tuned in the last block of InceptionV3, %s', async (batchNorm) => {
    const backbone = await inceptionV3({ ...drawn, inputSize: 75, top: false });
    const roles = new Set(backbone.network.layers.flatMap(({ type, weights }) => (type === 'BatchNormalization' ? Object.keys(weights) : []))); // prettier-ignore
    expect([...roles]).toEqual(['beta', 'moving_mean', 'moving_variance']);
    const freeze = lastBlocks({ epochs: 1, patience: null, batchNorm });
    await checkFrozenStaysFrozen({ data, backbone, head: linear({ l2: 1 }), freeze });
  });
});
