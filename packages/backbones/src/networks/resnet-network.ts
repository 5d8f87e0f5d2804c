import type { Network } from '@graftjs/core';
import type { NetworkBuilder } from '../build-network.js';
import { addUnit, type ConvolutionUnit, type UnitStyle } from '../parts/convolution-unit.js';
import { classifyMean, inputName, startImageNetwork, type NetworkOptions } from '../parts/image-network.js';
import { listEnds } from '../parts/list-ends.js';
import { orderAsKeras } from '../parts/order-as-keras.js';

/** How many residual blocks each stage has. */
const resNets = {
  resnet50: [3, 4, 6, 3],
} as const;

export type ResNet = keyof typeof resNets;

const stageFilters = [64, 128, 256, 512];
const style: UnitStyle = { bias: true, batchNorm: { epsilon: 1.001e-5 }, activation: 'relu' };

export const resNetInput = {
  inputSize: 224,
  smallestInput: 32,
  whySmallest: 'it shrinks a picture 32 times',
} as const;

/**
 * The bare ResNet (version 1, strides in the first convolution of a block), layers named as in Keras and in its order;
 * pictures enter as `[batch, height, width, 3]`.
 *
 * @param options.inputSize from 32 pixels, or free (`null`)
 * @throws GraftError 'bad-option'
 * @see He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016; Keras,
 * `keras/src/applications/resnet.py`
 */
export function resNetNetwork(architecture: ResNet, options: NetworkOptions = {}): Network {
  const { net, top, classes } = startImageNetwork(architecture, resNetInput, options);
  let x = net.add('ZeroPadding2D', 'conv1_pad', inputName, { padding: [3, 3] });
  x = addNumbered(net, x, 'conv1', { filters: 64, kernel: 7, stride: 2, padding: 'valid' });
  x = net.add('ZeroPadding2D', 'pool1_pad', x, { padding: [1, 1] });
  x = net.add('MaxPooling2D', 'pool1_pool', x, { pool_size: [3, 3], strides: [2, 2] });
  resNets[architecture].forEach((blocks, stage) => {
    for (let block = 1; block <= blocks; block++) {
      const stride = block === 1 && stage > 0 ? 2 : 1;
      x = addResidual(net, x, `conv${stage + 2}_block${block}`, stageFilters[stage] ?? 0, stride, block === 1);
    }
  });
  return orderAsKeras(net.finish(top ? classifyMean(net, x, 'avg_pool', classes) : x));
}

/** The cuts at which the stages of a ResNet end, the stem included. */
export function listResNetBlockEnds(network: Network): string[] {
  return listEnds(network, (name) => /^(?:pool1|conv[2-5])/.exec(name)?.[0]);
}

function addResidual(
  net: NetworkBuilder,
  from: string,
  block: string,
  filters: number,
  stride: number,
  widens: boolean,
): string {
  const shortcut = widens
    ? addNumbered(net, from, `${block}_0`, { filters: 4 * filters, kernel: 1, stride, padding: 'valid' }, false)
    : from;
  let x = addNumbered(net, from, `${block}_1`, { filters, kernel: 1, stride, padding: 'valid' });
  x = addNumbered(net, x, `${block}_2`, { filters, kernel: 3 });
  x = addNumbered(net, x, `${block}_3`, { filters: 4 * filters, kernel: 1, padding: 'valid' }, false);
  const sum = net.add('Add', `${block}_add`, [shortcut, x]);
  return net.add('Activation', `${block}_out`, sum, { activation: 'relu' });
}

function addNumbered(
  net: NetworkBuilder,
  from: string,
  prefix: string,
  unit: Omit<ConvolutionUnit, 'names'>,
  active = true,
): string {
  const names = {
    convolution: `${prefix}_conv`,
    batchNorm: `${prefix}_bn`,
    activation: active ? `${prefix}_relu` : undefined,
  };
  return addUnit(net, from, { names, ...unit }, style);
}
