import type { Network } from '@graftjs/core';
import { classify, inputName, startImageNetwork, type NetworkOptions } from '../parts/image-network.js';

/** How many convolutions each block has. */
const vggs = {
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
} as const;

export type Vgg = keyof typeof vggs;

const channels = [64, 128, 256, 512, 512];
const hidden = 4096;

export const vggInput = {
  inputSize: 224,
  smallestInput: 32,
  whySmallest: 'five poolings halve a picture, and at least one position must be left',
} as const;

/**
 * The bare VGG, layers named as in Keras; pictures enter as `[batch, height, width, 3]`. With top it fits one size of picture
 * only, since Flatten gives its first Dense layer an input for each position.
 *
 * @param options.inputSize from 32 pixels; free (`null`) without top only
 * @throws GraftError 'bad-option'
 * @see Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015; Keras,
 * `keras/src/applications/vgg19.py`
 * @example
 * vggNetwork('vgg19', { top: false }).outputs; // [{ from: 'block5_pool' }]
 */
export function vggNetwork(architecture: Vgg, options: NetworkOptions = {}): Network {
  const { net, top, classes } = startImageNetwork(architecture, vggInput, options);
  let x: string = inputName;
  vggs[architecture].forEach((convolutions, index) => {
    const block = `block${index + 1}`;
    for (let number = 1; number <= convolutions; number++) {
      x = net.add('Conv2D', `${block}_conv${number}`, x, {
        filters: channels[index] ?? 0,
        kernel_size: [3, 3],
        padding: 'same',
        activation: 'relu',
      });
    }
    x = net.add('MaxPooling2D', `${block}_pool`, x, { pool_size: [2, 2], strides: [2, 2] });
  });
  if (!top) return net.finish(x);

  x = net.add('Flatten', 'flatten', x);
  for (const name of ['fc1', 'fc2']) x = net.add('Dense', name, x, { units: hidden, activation: 'relu' });
  return net.finish(classify(net, x, classes));
}

/** The cuts at which the blocks of a VGG end. */
export function listVggBlockEnds(): string[] {
  return channels.map((_, index) => `block${index + 1}_pool`);
}
