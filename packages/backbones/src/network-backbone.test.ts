import '@tensorflow/tfjs-backend-cpu';
import { fileURLToPath } from 'node:url';
import type { ImageInput, Network, OpenBackbone } from '@graftjs/core';
import { findBottleneck, rawScores, splitBlocks } from '@graftjs/cut';
import { openNetworkFile } from '@graftjs/formats/files';
import { initializeWeights, loadWeights, runNetwork, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import fixture from '../fixtures/own-models/expected.json';
import { deepFreeze } from '../test/deep-freeze.js';
import { buildNetwork } from './build-network.js';
import { networkBackbone, type NetworkBackboneOptions } from './network-backbone.js';
import type { PixelName, PixelSpec } from './own-network/choose-pixels.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const pathOf = (file: string): string => fileURLToPath(new URL(`../fixtures/own-models/${file}`, import.meta.url));
const read = async (file: string): Promise<Network> => (await openNetworkFile(pathOf(file))).network;

const { side } = fixture;
const picture = (channels: number): ImageInput => ({
  width: side,
  height: side,
  rgb: Uint8ClampedArray.from({ length: side * side * 3 }, (_, at) => {
    // Of a grey picture all three colours are equal: Keras was given the first one.
    const i = channels === 1 ? at - (at % 3) : at;
    return (37 * i + Math.floor(i / 7)) % 256;
  }),
});

async function run({ network, preprocess }: OpenBackbone<ImageInput>): Promise<number[]> {
  const channels = network.inputs[0]?.shape.at(-1) ?? 3;
  const [entry] = preprocess.batch([await preprocess.prepare(picture(channels))]);
  return tf.tidy(() => {
    const weights = loadWeights(network);
    const [output] = runNetwork(network, weights, new Map([[entry![0], toTensor(entry![1])]]));
    tf.dispose([...weights.values()]);
    return [...output!.dataSync()];
  });
}

describe.each(fixture.cases)('$file, prepared as $preprocess', ({ file, preprocess, features, answers }) => {
  const inputSize = file.startsWith('rescaled') ? side : undefined;

  it('gives the features and the answers that Keras gives', async () => {
    const network = deepFreeze(await read(file));
    const options = { network, preprocess: preprocess as PixelName, inputSize };
    for (const [backbone, wanted] of [
      [networkBackbone({ ...options, dropLast: 1 }), features],
      [networkBackbone(options), answers],
    ] as const) {
      const found = await run(backbone);
      expect(found).toHaveLength(wanted.length);
      const largest = Math.max(...wanted.map(Math.abs));
      found.forEach((value, at) => expect(Math.abs(value - wanted[at]!) / largest).toBeLessThan(1e-5));
    }
    expect(tf.memory().numTensors).toBe(0);
  });
});

describe('networkBackbone', () => {
  it('knows of a network what can be known, and says that nobody said the rest', async () => {
    const network = await read('my_model_A.h5');
    const whole = networkBackbone({ network, preprocess: 'tf' });
    expect(whole).toMatchObject({
      id: 'my_model_A',
      modality: 'image',
      license: 'NOASSERTION',
      classifier: { layer: 'classes', labels: ['class 0', 'class 1', 'class 2'] },
    });
    expect(whole.preprocess.spec).toMatchObject({ input: 'picture', width: 24, height: 24, mean: 127.5, std: 127.5 });
    expect([whole.pretraining, whole.blockEnds, whole.notes]).toEqual([undefined, undefined, undefined]);
    expect(findBottleneck(network, { classifier: whole.classifier!.layer }).cut.layer).toBe('last_conv');
    expect(splitBlocks(network).map(({ name }) => name)).toEqual(['join_relu', 'last_conv', 'classes']);
    const said = networkBackbone({ network, preprocess: 'tf', labels: ['a', 'b', 'c'], license: 'MIT', id: 'mine' });
    expect(said).toMatchObject({ id: 'mine', license: 'MIT', classifier: { labels: ['a', 'b', 'c'] } });
  });

  it('leaves out last layers or the top, and is then a backbone that ends in features', async () => {
    const network = deepFreeze(await read('my_model_A.h5'));
    const dropped = networkBackbone({ network, preprocess: 'tf', dropLast: 1 });
    expect(dropped.network.outputs).toEqual([{ from: 'hidden' }]);
    expect(dropped.classifier).toBeUndefined();
    expect(findBottleneck(dropped.network).cut.layer).toBe('hidden');
    const bare = networkBackbone({ network, preprocess: 'tf', top: false });
    expect(bare.network.outputs).toEqual([{ from: 'last_conv' }]);
    const prints = [dropped, bare, networkBackbone({ network, preprocess: 'caffe', dropLast: 1 })];
    expect(new Set(prints.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it('takes another size that only what is left out cannot take', async () => {
    const network = deepFreeze(await read('grey.h5'));
    const options = { network, preprocess: '0..1', inputSize: 32 } as const;
    for (const part of [{ dropLast: 1 }, { upTo: 'pool' }, { top: false }]) {
      const { network: taken, preprocess } = networkBackbone({ ...options, ...part });
      expect(taken.inputs[0]?.shape).toEqual([null, 32, 32, 1]);
      expect(preprocess.spec).toMatchObject({ height: 32, width: 32 });
    }
    expect(networkBackbone({ ...options, upTo: 'conv' }).network.outputs).toEqual([{ from: 'conv' }]);
  });

  it('feeds levels to a network that scales them itself, and says so', async () => {
    const network = await read('rescaled.keras');
    const backbone = networkBackbone({ network, inputSize: [32, 48] });
    expect(backbone.notes).toEqual([
      {
        code: 'own-scaling',
        message: 'rescaled scales pixels itself (Rescaling "rescaling"), so it is fed levels from 0 to 255.',
      },
    ]);
    expect(backbone.preprocess.spec).toMatchObject({ mean: 0, std: 1, height: 32, width: 48 });
    expect(backbone.network.inputs[0]?.shape).toEqual([null, 32, 48, 3]);
  });

  it('takes numbers, and a network that counts levels in whole numbers', async () => {
    const network = await read('grey.h5');
    const whole = { ...network, inputs: network.inputs.map((input) => ({ ...input, dtype: 'int32' as const })) };
    const backbone = networkBackbone({ network: whole, preprocess: { mean: 100, std: 50, resize: 'crop' } });
    expect(backbone.preprocess.spec).toMatchObject({ channels: 'grey', mean: 100, std: 50, resize: 'crop' });
    expect(backbone.network.inputs[0]?.dtype).toBe('float32');
    expect(backbone.classifier?.labels).toHaveLength(2);
  });
});

describe('networkBackbone finds', () => {
  const net = (...ends: readonly [type: string, options?: object][]): Network => {
    const builder = buildNetwork('net', [{ name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' }]);
    let last = builder.add('Conv2D', 'conv', 'image', { filters: 2, kernel_size: [3, 3] });
    ends.forEach(([type, options], at) => (last = builder.add(type, `end${at}`, last, { ...options })));
    return initializeWeights(builder.finish(last), 1);
  };
  const classifierOf = (network: Network): string | undefined =>
    networkBackbone({ network, preprocess: 'tf' }).classifier?.layer;

  it('the classifier where there is one, and only there', () => {
    const mean = ['GlobalAveragePooling2D'] as const;
    expect(classifierOf(net([...mean], ['Dense', { units: 3 }]))).toBe('end1');
    expect(classifierOf(net([...mean], ['Dense', { units: 3 }], ['Activation', { activation: 'softmax' }]))).toBe(
      'end1',
    );
    expect(classifierOf(net([...mean], ['Softmax']))).toBe('conv');
    expect(classifierOf(net([...mean]))).toBeUndefined();
    expect(classifierOf(net(['ReLU']))).toBeUndefined();
  });

  it('what comes after the bottleneck, of a network without classes too', () => {
    const bare = (network: Network) => networkBackbone({ network, preprocess: 'tf', top: false }).network.outputs;
    expect(bare(net(['GlobalAveragePooling2D']))).toEqual([{ from: 'conv' }]);
    expect(bare(net(['Flatten'], ['Dense', { units: 3 }], ['BatchNormalization']))).toEqual([{ from: 'conv' }]);
    expect(bare(net(['ReLU']))).toEqual([{ from: 'end0' }]);
  });

  it.each<[string, boolean, object]>([
    ['Rescaling', true, { scale: 1 / 255 }],
    ['Rescaling', false, { scale: 255 }],
    ['Normalization', true, { mean: [118, 110, 100], variance: [3000, 2900, 3100] }],
    ['Normalization', false, { mean: [0.4, 0.4, 0.4], variance: [0.07, 0.07, 0.07] }],
    ['Normalization', false, { mean: [118, 110, 100], variance: [3000, 2900, 3100], invert: true }],
  ])('whether %s scales levels itself: %s', (type, isOwn, options) => {
    const builder = buildNetwork('net', [{ name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' }]);
    const scaled = builder.add(type, 'scaled', 'image', { ...options });
    const network = builder.finish(builder.add('Conv2D', 'conv', scaled, { filters: 2, kernel_size: [3, 3] }));
    const open = () => networkBackbone({ network });
    if (isOwn) expect(open().notes).toHaveLength(1);
    else expect(open).toThrow(expect.objectContaining({ code: 'no-preprocessing' }));
  });
});

describe('rawScores', () => {
  it('takes softmax and sigmoid off, as a layer and as an option', async () => {
    for (const [file, activation] of [
      ['my_model_A.h5', 'softmax'],
      ['grey.h5', 'sigmoid'],
      ['nested.h5', 'linear'],
    ] as const) {
      const network = deepFreeze(await read(file));
      const raw = rawScores(network);
      expect(raw.activation).toBe(activation);
      expect(raw.network.layers.at(-1)?.options['activation']).toBe('linear');
      expect(raw.network.weights).toBe(network.weights);
    }
    const net = buildNetwork('net', [{ name: 'image', shape: [null, 3], dtype: 'float32' }]);
    const scores = net.add('Dense', 'scores', 'image', { units: 2 });
    for (const ends of [
      net.add('Softmax', 'soft', scores),
      net.add('Activation', 'act', scores, { activation: 'softmax' }),
    ]) {
      expect(rawScores(net.finish(ends))).toMatchObject({
        activation: 'softmax',
        network: { outputs: [{ from: 'scores' }] },
      });
    }
  });
});

describe('networkBackbone refuses', () => {
  it.each<[string, string, Omit<NetworkBackboneOptions, 'network'>, string, string]>([
    [
      'preprocessing that was not said, with the choices',
      'my_model_A.h5',
      {},
      'no-preprocessing',
      `How my_model_A wants its pixels is not in the file, and a wrong guess would spoil every answer. Look it up in the code that trained it, and say it as "preprocess":
  caffe  blue first, each channel less its ImageNet mean: VGG and ResNet of Keras
  torch  ImageNet mean 0 and deviation 1: DenseNet of Keras, most models of PyTorch
  tf     from -1 to 1, pixels / 127.5 - 1: MobileNet, Inception, Xception of Keras
  0..1   the training code divides by 255 (rescale=1./255)
  none   levels from 0 to 255 as they are
or numbers of your own, in a JSON file: { "mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4], "channels": "rgb" }.`,
    ],
    [
      'a name that there is not',
      'my_model_A.h5',
      { preprocess: 'torhc' as 'torch' },
      'unknown-preprocessing',
      'No preprocessing "torhc". Use one of: caffe, torch, tf, 0..1, none; or numbers: { "mean": …, "std": … }. Did you mean "torch"?',
    ],
    [
      'ImageNet, which is no way to prepare a picture',
      'my_model_A.h5',
      { preprocess: 'imagenet' as 'torch' },
      'unknown-preprocessing',
      'Pictures of ImageNet were prepared in different ways, by who trained on them:\n  caffe  blue first',
    ],
    [
      'to scale twice',
      'rescaled.keras',
      { preprocess: 'tf', inputSize: 24 },
      'scaled-twice',
      'rescaled scales pixels itself (Rescaling "rescaling"), so "tf" would scale them twice. Leave "preprocess" out; if it was trained so all the same, say it in numbers: { "mean": …, "std": … }.',
    ],
    [
      'a size that was not said',
      'rescaled.keras',
      {},
      'no-input-size',
      'rescaled takes pictures of any size (? x ? x 3). Say which they are made as "inputSize", in pixels: the size that it was trained at serves best.',
    ],
    [
      'means of colours for a network without colours',
      'grey.h5',
      { preprocess: 'caffe' },
      'channels-mismatch',
      '"caffe" has a mean for each of three colours, and grey takes grey pictures (24 x 24 x 1). Say tf, 0..1 or none, or one mean and one std in numbers: { "mean": 118, "std": 60 }.',
    ],
    [
      'colours for a network without colours',
      'grey.h5',
      { preprocess: { mean: 0, std: 1, channels: 'rgb' } },
      'channels-mismatch',
      'grey takes pictures of 24 x 24 x 1, and channels "rgb" give 3. Pictures are prepared with 3 channels or 1; for others change the network with adaptChannels.',
    ],
    [
      'numbers that are none',
      'my_model_A.h5',
      { preprocess: { mean: 0, std: 0 } },
      'bad-image-spec',
      'Image preprocessing: std must be a number above 0, or three of them; got 0.',
    ],
    [
      'a size that is not that of the network',
      'my_model_A.h5',
      { preprocess: { mean: 0, std: 1, width: 224 } as PixelSpec },
      'bad-image-spec',
      'Image preprocessing: width is 224, and my_model_A has 24. Leave it out: the network tells it, and "inputSize" changes its size.',
    ],
    [
      'another size where weights are for each position',
      'grey.h5',
      { preprocess: '0..1', inputSize: 32 },
      'bad-input-size',
      'grey cannot take 32 x 32: Dense "sick" comes after Flatten "flat" and has weights for each position',
    ],
    [
      'several pictures, and names them',
      'pair.keras',
      { preprocess: 'tf' },
      'several-inputs',
      'pair has 2 inputs: left (24 x 24 x 3), right (24 x 24 x 3). A backbone for pictures has one, height x width x channels; cut out the part that sees the picture alone.',
    ],
    [
      'to leave out more layers than there are',
      'grey.h5',
      { preprocess: '0..1', dropLast: 4 },
      'too-many-layers',
      'grey has 4 layers on the way from "scan" to its output, so 4 cannot be dropped: conv, pool, flat, sick. Drop at most 3.',
    ],
    [
      'to end within a branch',
      'my_model_A.h5',
      { preprocess: 'tf', dropLast: 7 },
      'unknown-cut',
      'Without its last 7 layers my_model_A would end at "branch_norm", which is no cut: another path goes around it. Drop 6 (to "join") or 9 (to "stem_relu").',
    ],
    [
      'to leave out the same twice',
      'my_model_A.h5',
      { preprocess: 'tf', dropLast: 1, top: false },
      'unused-option',
      '"top: false" leaves out all that comes after the bottleneck; leave "dropLast" out.',
    ],
    [
      'to end at the bottleneck and elsewhere',
      'my_model_A.h5',
      { preprocess: 'tf', upTo: 'join', top: false },
      'unused-option',
      '"top: false" leaves out all that comes after the bottleneck; leave "upTo" out.',
    ],
    [
      'to end at what is no cut',
      'my_model_A.h5',
      { preprocess: 'tf', upTo: 'branch_norm' },
      'unknown-cut',
      '"branch_norm" is a layer of my_model_A, but no cut',
    ],
    [
      'labels of other classes',
      'my_model_A.h5',
      { preprocess: 'tf', labels: ['a', 'b'] },
      'labels-mismatch',
      'my_model_A tells 3 classes apart; got 2 labels. Give one a class, in its order.',
    ],
    [
      'labels of features',
      'my_model_A.h5',
      { preprocess: 'tf', dropLast: 1, labels: ['a', 'b'] },
      'unused-option',
      'my_model_A ends in features and not in classes, so it has no labels. Leave "labels" out.',
    ],
    [
      'an option that there is not',
      'my_model_A.h5',
      { preproces: 'tf' } as object,
      'unknown-option',
      'No option "preproces" for networkBackbone. Use: network, dropLast, top, upTo, inputSize, id, preprocess, labels, license, notes. Did you mean "preprocess"?',
    ],
  ])('%s', async (_, file, options, code, message) => {
    const network = await read(file);
    expect(() => networkBackbone({ network, ...options })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });

  it.each([
    ['/x.h5', `got "/x.h5". Read it first: const { network } = await openNetworkFile('/x.h5').`],
    [undefined, `got nothing. Read it first: const { network } = await openNetworkFile('my_model.h5').`],
  ])('%j for a network', (network, message) => {
    expect(() => networkBackbone({ network: network as unknown as Network, preprocess: 'tf' })).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(message) as string }),
    );
  });

  it('what is no picture', () => {
    const net = buildNetwork('words', [{ name: 'steps', shape: [null, 5, 2], dtype: 'float32' }]);
    const network = net.finish(net.add('Flatten', 'flat', 'steps'));
    expect(() => networkBackbone({ network, preprocess: 'tf' })).toThrow(
      expect.objectContaining({
        code: 'no-image-input',
        message:
          'words takes no pictures: its input is steps (5 x 2). A backbone for pictures takes height x width x channels.',
      }),
    );
  });
});
