import { GraftError, type Network } from '@graftjs/core';
import { buildNetwork, type NetworkBuilder } from './build-network.js';

/** How a member of the family is scaled, and the SHA-256 of its published ImageNet weights as a safetensors file. */
export const efficientNetLites = {
  'efficientnet-lite0': {
    width: 1,
    depth: 1,
    inputSize: 224,
    imagenet: '8e8d32d0f6b07d74b87b7c42859d4d2f3408a2419c278a3e7c4429dd4dd466f8',
  },
  'efficientnet-lite1': {
    width: 1,
    depth: 1.1,
    inputSize: 240,
    imagenet: 'ea43e03e27a3395b8d74813c4ca974211c9b58cfaa0ecd3c2cf3f565aff997b2',
  },
  'efficientnet-lite2': {
    width: 1.1,
    depth: 1.2,
    inputSize: 260,
    imagenet: 'f3e6eb6cf594e05562338209886b8c6e509952c41c27d2ea16b9ac3a279cd2c9',
  },
} as const;

export type EfficientNetLite = keyof typeof efficientNetLites;

/** Name of the data input. */
export const inputName = 'image';
/** Name of the layer that gives the classes. */
export const classifierName = 'predictions';

interface Stage {
  readonly repeats: number;
  readonly kernel: number;
  readonly stride: number;
  readonly expansion: number;
  readonly channels: number;
}

/** EfficientNet-B0's. Repeats of the first and the last are not scaled in the Lite family. */
const stages: readonly Stage[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
  { repeats: 1, kernel: 3, stride: 1, expansion: 6, channels: 320 },
];
const stemChannels = 32;
const headChannels = 1280;
const smallestInput = 32;

/**
 * The bare EfficientNet-Lite: no weights, so shapes, summaries and cuts come at once. Layers are named as in Keras's
 * EfficientNet; pictures enter as `[batch, size, size, 3]`.
 *
 * @param options.top whether to end in class probabilities, else in the last feature map `[batch, size / 32, size / 32, 1280]`;
 * default true
 * @param options.inputSize height and width in pixels, at least 32; default 224, 240 or 260
 * @param options.classes columns of the top; default 1000
 * @throws GraftError 'bad-option'
 * @see Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019; the Lite variant is
 * described in github.com/tensorflow/tpu, models/official/efficientnet/lite
 */
export function efficientNetLiteNetwork(
  architecture: EfficientNetLite,
  options: {
    readonly top?: boolean | undefined;
    readonly inputSize?: number | undefined;
    readonly classes?: number | undefined;
  } = {},
): Network {
  const { width, depth, inputSize: usualSize } = efficientNetLites[architecture];
  const { top = true, inputSize = usualSize, classes = 1000 } = options;
  checkWhole('inputSize', inputSize, smallestInput);
  checkWhole('classes', classes, 1);

  const net = buildNetwork(architecture, [
    { name: inputName, shape: [null, inputSize, inputSize, 3], dtype: 'float32' },
  ]);
  let x = convolution(net, 'stem_conv', inputName, stemChannels, 3, 2);
  x = relu6(net, 'stem_activation', batchNorm(net, 'stem_bn', x));
  stages.forEach((stage, index) => {
    const scaled = index > 0 && index < stages.length - 1;
    const repeats = scaled ? Math.ceil(stage.repeats * depth) : stage.repeats;
    const channels = roundChannels(stage.channels * width);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const name = `block${index + 1}${'abcdefgh'.charAt(repeat)}`;
      x = invertedResidual(net, name, x, { ...stage, channels, stride: repeat === 0 ? stage.stride : 1 });
    }
  });
  x = convolution(net, 'head_conv', x, headChannels, 1, 1);
  x = relu6(net, 'head_activation', batchNorm(net, 'head_bn', x));
  if (!top) return net.finish(x);

  x = net.add('GlobalAveragePooling2D', 'avg_pool', x);
  x = net.add('Dense', classifierName, x, { units: classes, activation: 'softmax' });
  return net.finish(x);
}

/** The cuts at which the stages of an EfficientNet-Lite end, stem and head included. */
export function listStageEnds(network: Network): string[] {
  const ends = new Map(network.layers.map(({ name }) => [/^(?:stem|block\d|head)/.exec(name)?.[0], name]));
  ends.delete(undefined);
  return [...ends.values()];
}

function invertedResidual(net: NetworkBuilder, name: string, from: string, stage: Omit<Stage, 'repeats'>): string {
  const { kernel, stride, expansion, channels } = stage;
  let x = from;
  if (expansion !== 1) {
    x = convolution(net, `${name}_expand_conv`, x, net.channels(from) * expansion, 1, 1);
    x = relu6(net, `${name}_expand_activation`, batchNorm(net, `${name}_expand_bn`, x));
  }
  x = net.add('DepthwiseConv2D', `${name}_dwconv`, x, {
    kernel_size: [kernel, kernel],
    strides: [stride, stride],
    padding: 'same',
    use_bias: false,
  });
  x = relu6(net, `${name}_dw_activation`, batchNorm(net, `${name}_dw_bn`, x));
  x = batchNorm(net, `${name}_project_bn`, convolution(net, `${name}_project_conv`, x, channels, 1, 1));
  const residual = stride === 1 && net.channels(from) === channels;
  return residual ? net.add('Add', `${name}_add`, [x, from]) : x;
}

function convolution(
  net: NetworkBuilder,
  name: string,
  from: string,
  filters: number,
  kernel: number,
  stride: number,
): string {
  return net.add('Conv2D', name, from, {
    filters,
    kernel_size: [kernel, kernel],
    strides: [stride, stride],
    padding: 'same',
    use_bias: false,
  });
}

function batchNorm(net: NetworkBuilder, name: string, from: string): string {
  return net.add('BatchNormalization', name, from, { epsilon: 0.001, momentum: 0.99 });
}

function relu6(net: NetworkBuilder, name: string, from: string): string {
  return net.add('ReLU', name, from, { max_value: 6 });
}

/** To the nearest multiple of 8 that is at least 90 % of what was asked. */
function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

function checkWhole(option: string, value: number, smallest: number): void {
  if (Number.isSafeInteger(value) && value >= smallest) return;
  throw new GraftError('bad-option', `"${option}" is a whole number of at least ${smallest}; got ${String(value)}.`);
}
