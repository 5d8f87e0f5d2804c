import { formatShape, type Network } from '@graftjs/core';
import { findBottleneck, listCuts, resizeInput, splitBlocks } from '@graftjs/cut';
import { inferShapes, summarize } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import type { NetworkOptions } from '../parts/image-network.js';
import { inceptionV3Network, listInceptionV3BlockEnds } from './inception-v3-network.js';
import { listMobileNetV2BlockEnds, mobileNetV2Network } from './mobilenet-v2-network.js';
import { listResNetBlockEnds, resNetNetwork } from './resnet-network.js';
import { listVggBlockEnds, vggNetwork } from './vgg-network.js';

const vgg19 = (options?: NetworkOptions) => vggNetwork('vgg19', options);
const resnet50 = (options?: NetworkOptions) => resNetNetwork('resnet50', options);
const architectures = [
  ['vgg16', (options?: NetworkOptions) => vggNetwork('vgg16', options), listVggBlockEnds],
  ['vgg19', vgg19, listVggBlockEnds],
  ['resnet50', resnet50, listResNetBlockEnds],
  ['mobilenet-v2', mobileNetV2Network, listMobileNetV2BlockEnds],
  ['inception-v3', inceptionV3Network, listInceptionV3BlockEnds],
] as const;

describe.each(architectures)('%s', (name, build, listBlockEnds) => {
  const whole = build();

  it('is bare and called by its name', () => {
    expect([whole.name, whole.weights.size]).toEqual([name, 0]);
  });

  it('declares blocks that end at cuts, each with parameters, and hold all of it', () => {
    const ends = listBlockEnds(whole);
    const blocks = splitBlocks(whole, ends);
    expect(blocks.map((block) => block.name)).toEqual([...ends, 'predictions']);
    expect(blocks.every(({ parameters }) => parameters > 0)).toBe(true);
    expect(blocks.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(summarize(whole).total);
    const topless = build({ top: false });
    expect(splitBlocks(topless, listBlockEnds(topless)).map((block) => block.name)).toEqual(ends);
  });

  it('is not changed by being cut up', () => {
    const copy = structuredClone(whole);
    for (const { layer } of listCuts(whole)) findBottleneck({ ...whole, outputs: [{ from: layer }] });
    expect(whole).toEqual(copy);
  });
});

it.each<[string, Network, string]>([
  ['vgg19', vgg19(), 'block5_pool (7 x 7 x 512): block5_pool is the last cut before Flatten "flatten"'],
  ['resnet50', resnet50(), 'conv5_block3_out (7 x 7 x 2048): conv5_block3_out is the last cut before GlobalAverage'],
  ['mobilenet-v2', mobileNetV2Network(), 'out_relu (7 x 7 x 1280): out_relu is the last cut before GlobalAverage'],
  [
    'inception-v3',
    inceptionV3Network(),
    'mixed10 (8 x 8 x 2048): mixed10 is the last cut before GlobalAveragePooling2D',
  ],
])('%s has its bottleneck before the first flattening', (_, network, start) => {
  const { cut, reason } = findBottleneck(network, { classifier: 'predictions' });
  expect(`${cut.layer} (${formatShape(cut.shape)}): ${reason}`.startsWith(start)).toBe(true);
});

it.each<[string, string[], string[]]>([
  ['a residual network: stages', listResNetBlockEnds(resnet50()), ['pool1_pool', 'conv2_block3_out', 'conv3_block4_out', 'conv4_block6_out', 'conv5_block3_out']], // prettier-ignore
  ['MobileNetV2: stem, stages and head', listMobileNetV2BlockEnds(mobileNetV2Network({ alpha: 0.35 })), ['Conv1_relu', 'expanded_conv_project_BN', 'block_2_add', 'block_5_add', 'block_9_add', 'block_12_add', 'block_15_add', 'block_16_project_BN', 'out_relu']], // prettier-ignore
  ['InceptionV3: stem and modules', listInceptionV3BlockEnds(), ['max_pooling2d', 'max_pooling2d_1', ...Array.from({ length: 11 }, (_, i) => `mixed${i}`)]], // prettier-ignore
])('names the blocks of %s', (_, ends, expected) => {
  expect(ends).toEqual(expected);
});

describe('a size of picture', () => {
  it.each<[(options: NetworkOptions) => Network, NetworkOptions['inputSize'], string]>([
    [vgg19, 31, '"inputSize" of vgg19 is a whole number of pixels from 32, since five poolings halve a picture, and at least one position must be left; got 31.'], // prettier-ignore
    [resnet50, [224, 31], '"inputSize" of resnet50 is a whole number of pixels from 32, since it shrinks a picture 32 times; got 31.'], // prettier-ignore
    [mobileNetV2Network, 31.5, '"inputSize" of mobilenet-v2 is a whole number of pixels from 32, since it shrinks a picture 32 times; got 31.5.'], // prettier-ignore
    [inceptionV3Network, 74, '"inputSize" of inception-v3 is a whole number of pixels from 75, since its windows are not padded, and the last of them does not fit into what they leave of less; got 74.'], // prettier-ignore
  ])('that Keras refuses is refused with the reason', (build, inputSize, message) => {
    expect(() => build({ inputSize })).toThrow(expect.objectContaining({ code: 'bad-option', message }));
  });

  it('may be the least that Keras takes, down to one position', () => {
    expect(inferShapes(vgg19({ inputSize: 32 })).get('block5_pool')).toEqual([[null, 1, 1, 512]]);
    expect(inferShapes(inceptionV3Network({ inputSize: 75 })).get('mixed10')).toEqual([[null, 1, 1, 2048]]);
  });

  it('may be free where nothing depends on it', () => {
    expect(inferShapes(resnet50({ inputSize: null })).get('predictions')).toEqual([[null, 1000]]);
    expect(() => vgg19({ inputSize: null })).toThrow(expect.objectContaining({ code: 'bad-input-shape' }));
  });
});

describe('a network that is resized', () => {
  it.each<[string, (options: NetworkOptions) => Network, [number, number]]>([
    ['VGG19', vgg19, [45, 70]],
    ['ResNet50', resnet50, [75, 50]],
    ['InceptionV3', inceptionV3Network, [96, 83]],
    ['MobileNetV2', mobileNetV2Network, [96, 96]],
  ])('is the %s that Keras builds for that size', (_, build, inputSize) => {
    expect(resizeInput(build({ top: false }), ...inputSize)).toEqual(build({ top: false, inputSize }));
  });

  it('keeps the paddings of MobileNetV2, which Keras chooses by even and odd sizes', () => {
    const [resized, built] = [resizeInput(mobileNetV2Network(), 75, 75), mobileNetV2Network({ inputSize: 75 })];
    const differing = resized.layers.filter(
      (layer, index) => JSON.stringify(layer) !== JSON.stringify(built.layers[index]),
    );
    expect(differing.map(({ name }) => name)).toEqual(['block_3_pad', 'block_13_pad']);
  });
});

it('MobileNetV2 takes any width multiplier above 0, and is named after it', () => {
  expect(mobileNetV2Network({ alpha: 0.35 }).name).toBe('mobilenet-v2-0.35');
  for (const alpha of [0, -1, NaN]) {
    expect(() => mobileNetV2Network({ alpha })).toThrow(
      expect.objectContaining({ code: 'bad-option', message: `"alpha" is a number above 0; got ${alpha}.` }),
    );
  }
});
