import { createHash } from 'node:crypto';
import type { HostTensor } from '@graftjs/core';
import { initializeWeights, listWeights } from '@graftjs/network';
import { writeSafetensors } from '@graftjs/safetensors';
import { labels } from '@graftjs/weights-efficientnet-lite0/labels';
import { describe, expect, it } from 'vitest';
import type { ImageArchitecture } from './architecture.js';
import { inceptionV3, inceptionV3Network } from './inception-v3.js';
import { mobileNetV2, mobileNetV2Network } from './mobilenet-v2.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { classify, inputName, startImageNetwork } from './parts/image-network.js';
import { resNet50 } from './resnet.js';
import { vgg16, vgg19 } from './vgg.js';

const input = { inputSize: 8, smallestInput: 2, whySmallest: 'it halves a picture once' };
/** Flattens, so that its weights fit one size. */
const tiny: ImageArchitecture = {
  name: 'tiny',
  input,
  pixels: { mean: 0, std: 255 },
  published: { license: 'MIT', files: [], aliases: { Logits: 'predictions' } },
  build: (options) => {
    const { net, top, classes } = startImageNetwork('tiny', input, options);
    const x = net.add('Conv2D', 'conv', inputName, { filters: 2, kernel_size: [2, 2], strides: [2, 2] });
    return net.finish(
      top ? classify(net, net.add('Dense', 'fc', net.add('Flatten', 'flatten', x), { units: 3 }), classes) : x,
    );
  },
  listBlockEnds: () => ['conv'],
};
const drawn = initializeWeights(tiny.build({}), 3).weights;
const open = (options: ArchitectureOptions, architecture = tiny) => openArchitecture(architecture, options);

describe('openArchitecture', () => {
  it('takes tensors by name, from a map and from a file', async () => {
    for (const weights of [drawn, writeSafetensors(drawn)]) {
      const backbone = await open({ weights });
      expect(backbone.network.weights).toEqual(drawn);
      expect(backbone).toMatchObject({ id: 'tiny/file', license: 'NOASSERTION', blockEnds: ['conv'] });
      expect(backbone.pretraining).toBeUndefined();
    }
    const keras = new Map([...drawn].map(([name, value]) => [`${name.replace('predictions', 'Logits')}:0`, value]));
    expect((await open({ weights: keras })).network.weights).toEqual(drawn);
    expect([...(await open({ weights: keras, top: false })).network.weights.keys()]).toEqual([
      'conv/kernel',
      'conv/bias',
    ]);
  });

  it.each(['md5', 'sha256'] as const)('knows a published file by its %s, and then its facts', async (algorithm) => {
    const bytes = writeSafetensors(drawn);
    const hex = createHash(algorithm).update(bytes).digest('hex');
    const file = { name: 'tiny.safetensors', top: true, inputSize: 8, digest: { algorithm, hex } };
    const published = { ...tiny.published, files: [file] };
    const backbone = await open({ weights: bytes }, { ...tiny, published });
    expect(backbone).toMatchObject({
      id: 'tiny/imagenet',
      license: 'MIT',
      pretraining: { data: 'ImageNet-1k (ILSVRC 2012)', task: 'classification, 1,000 classes' },
      classifier: { layer: 'predictions', labels },
    });
    const other = writeSafetensors(initializeWeights(tiny.build({}), 4).weights);
    expect((await open({ weights: other }, { ...tiny, published })).id).toBe('tiny/file');
  });

  it('needs no values for a bare network, however large', async () => {
    const backbone = await vgg19({ weights: 'bare' });
    expect([backbone.id, backbone.network.weights.size, backbone.license]).toEqual(['vgg19/bare', 0, 'CC-BY-4.0']);
    expect(backbone.classifier?.labels).toHaveLength(1000);
  });

  it('takes a size of its own for each side, and prepares pictures for it', async () => {
    const { network, preprocess } = await mobileNetV2({
      weights: 'bare',
      alpha: 0.35,
      inputSize: [64, 96],
      classes: 3,
    });
    expect(network.inputs[0]?.shape).toEqual([null, 64, 96, 3]);
    expect(preprocess.spec).toMatchObject({ input: 'image', height: 64, width: 96 });
    expect(network.name).toBe('mobilenet-v2-0.35');
  });

  it.each([
    ['vgg16', vgg16, 'bgr', [123.68, 116.779, 103.939], 1, 224],
    ['vgg19', vgg19, 'bgr', [123.68, 116.779, 103.939], 1, 224],
    ['resnet50', resNet50, 'bgr', [123.68, 116.779, 103.939], 1, 224],
    ['mobilenet-v2', mobileNetV2, 'rgb', 127.5, 127.5, 224],
    ['inception-v3', inceptionV3, 'rgb', 127.5, 127.5, 299],
  ] as const)('prepares pictures for %s as Keras does', async (_, factory, channels, mean, std, size) => {
    const { preprocess } = await factory({ weights: 'bare' });
    expect(preprocess.spec).toMatchObject({ channels, mean, std, width: size, height: size });
  });

  it('finds the layers of an InceptionV3 that Keras numbered later in its session', async () => {
    const bare = inceptionV3Network({ top: false });
    const tensors = new Map<string, HostTensor>();
    for (const [name, { shape }] of listWeights(bare)) {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(tensors.size);
      const later = name.replace(
        /^(\w+?)(?:_(\d+))?\//,
        (_, type: string, number = '0') => `${type}_${Number(number) + 94}/`,
      );
      tensors.set(later, { dtype: 'float32', shape, data });
    }
    const { network } = await inceptionV3({ top: false, weights: tensors });
    const order = [...listWeights(bare).keys()];
    expect(order.map((name) => network.weights.get(name)?.data[0])).toEqual(order.map((_, index) => index));
  });
});

describe('openArchitecture refuses', () => {
  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      'weights that no package carries, and says where they are',
      () => vgg19({ top: false }),
      'no-packaged-weights',
      'No package carries ImageNet weights for vgg19. Give the path or address of vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 ' +
        '(published at https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5, ' +
        'CC-BY-4.0) as "weights", or draw weights at random (weights: \'none\').',
    ],
    [
      'the same with its classifier or without, where nobody said which',
      () => vgg19(),
      'no-packaged-weights',
      'Give the path or address of vgg19_weights_tf_dim_ordering_tf_kernels.h5 (with the classifier, published at ' +
        'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels.h5, CC-BY-4.0) or ' +
        'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 (without it, published at ',
    ],
    [
      'the same of the size that is nearest',
      () => mobileNetV2({ alpha: 0.35, inputSize: 96 }),
      'no-packaged-weights',
      'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96.h5',
    ],
    [
      'the same at the usual size for others',
      () => mobileNetV2({ inputSize: 100 }),
      'no-packaged-weights',
      'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5',
    ],
    [
      'weights that nobody published',
      () => mobileNetV2({ alpha: 0.6 }),
      'no-packaged-weights',
      'Give the path or address of a file of weights for mobilenet-v2-0.6 as "weights"',
    ],
    [
      'another size with a top that flattens',
      () => open({ weights: drawn, inputSize: 10 }),
      'fixed-input-size',
      'These weights of tiny fit pictures of 8 x 8 only: "fc/kernel" has inputs for each position. Leave the top out (top: false), ' +
        'or keep that size, to which pictures are resized.',
    ],
    [
      'weights of another architecture',
      () => open({ weights: writeSafetensors(drawn, new Map([['architecture', 'huge']])) }),
      'wrong-architecture',
      'These weights are for huge, not for tiny. Open them as huge.',
    ],
    [
      'weights of another shape',
      async () =>
        mobileNetV2({ alpha: 0.5, weights: initializeWeights(mobileNetV2Network({ alpha: 0.35 }), 1).weights }),
      'weights-mismatch',
      'These weights do not fit mobilenet-v2-0.5. ',
    ],
    [
      'an unknown option',
      () => open({ pooling: 'avg' } as ArchitectureOptions),
      'unknown-option',
      'No option "pooling" for tiny.',
    ],
  ])('%s', async (_, work, code, message) => {
    await expect(work()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
