import type { Network } from '@graftjs/core';
import type { NetworkBuilder } from '../build-network.js';
import { addUnit, type ConvolutionUnit, type UnitStyle } from '../parts/convolution-unit.js';
import {
  classifyMean,
  inputName,
  startImageNetwork,
  type InputFacts,
  type NetworkOptions,
} from '../parts/image-network.js';
import { listEnds } from '../parts/list-ends.js';
import { roundChannels } from '../parts/round-channels.js';

/** How a member of the family is scaled. */
const efficientNetLites = {
  'efficientnet-lite0': { width: 1, depth: 1, inputSize: 224 },
  'efficientnet-lite1': { width: 1, depth: 1.1, inputSize: 240 },
  'efficientnet-lite2': { width: 1.1, depth: 1.2, inputSize: 260 },
} as const;

export type EfficientNetLite = keyof typeof efficientNetLites;

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
const style: UnitStyle = { bias: false, batchNorm: { epsilon: 0.001, momentum: 0.99 }, activation: 'relu6' };

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
export function efficientNetLiteNetwork(architecture: EfficientNetLite, options: NetworkOptions = {}): Network {
  const { width, depth } = efficientNetLites[architecture];
  const { net, top, classes } = startImageNetwork(architecture, liteInput(architecture), options);
  let x = addUnit(net, inputName, { names: namesOf('stem'), filters: stemChannels, kernel: 3, stride: 2 }, style);
  stages.forEach((stage, index) => {
    const scaled = index > 0 && index < stages.length - 1;
    const repeats = scaled ? Math.ceil(stage.repeats * depth) : stage.repeats;
    const channels = roundChannels(stage.channels * width);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const name = `block${index + 1}${'abcdefgh'.charAt(repeat)}`;
      x = addInvertedResidual(net, name, x, { ...stage, channels, stride: repeat === 0 ? stage.stride : 1 });
    }
  });
  x = addUnit(net, x, { names: namesOf('head'), filters: headChannels, kernel: 1 }, style);
  return net.finish(top ? classifyMean(net, x, 'avg_pool', classes) : x);
}

/** What a member of the family takes. */
export function liteInput(architecture: EfficientNetLite): InputFacts {
  const { inputSize } = efficientNetLites[architecture];
  return { inputSize, smallestInput: 32, whySmallest: 'it shrinks a picture 32 times' };
}

/** The cuts at which the stages of an EfficientNet-Lite end, stem and head included. */
export function listStageEnds(network: Network): string[] {
  return listEnds(network, (name) => /^(?:stem|block\d|head)/.exec(name)?.[0]);
}

function addInvertedResidual(net: NetworkBuilder, block: string, from: string, stage: Omit<Stage, 'repeats'>): string {
  const { kernel, stride, expansion, channels } = stage;
  let x = from;
  if (expansion !== 1) {
    const filters = net.channels(from) * expansion;
    x = addUnit(net, x, { names: namesOf(`${block}_expand`), filters, kernel: 1 }, style);
  }
  const depthwise = {
    convolution: `${block}_dwconv`,
    batchNorm: `${block}_dw_bn`,
    activation: `${block}_dw_activation`,
  };
  x = addUnit(net, x, { names: depthwise, kernel, stride }, style);
  const project = { ...namesOf(`${block}_project`), activation: undefined };
  x = addUnit(net, x, { names: project, filters: channels, kernel: 1 }, style);
  const residual = stride === 1 && net.channels(from) === channels;
  return residual ? net.add('Add', `${block}_add`, [x, from]) : x;
}

function namesOf(prefix: string): Required<ConvolutionUnit['names']> {
  return { convolution: `${prefix}_conv`, batchNorm: `${prefix}_bn`, activation: `${prefix}_activation` };
}
