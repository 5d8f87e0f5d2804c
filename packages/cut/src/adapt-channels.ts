import { formatShape, GraftError, type HostTensor, type Layer, type Network } from '@graftjs/core';
import { inferShapes, listWeights, widen } from '@graftjs/network';
import { imageInput, withInputShape } from './image-input.js';

/**
 * The same network for pictures of another number of channels, with the kernels of its first convolutions made of those for red,
 * green and blue. One channel: their sum, so that a grey picture gives what it gave as a colour picture of three equal channels. `n` channels: repeated
 * in turn and multiplied by `3 / n`, so that sums stay as large. All else stays.
 *
 * Preprocessing has to follow: one channel wants `channels: 'grey'` and one mean and std for it; for more, pictures are
 * not enough, and the inputs have to be made otherwise.
 *
 * @param channels from 1, for a network whose input has 3
 * @returns a new network; kernels that change are float32, and a bare network stays bare
 * @throws GraftError 'no-image-input'; 'bad-channels' with the reason; 'weight-conflict' where a first kernel is shared
 * @see `adapt_input_conv` in timm/models/_manipulate.py, huggingface/pytorch-image-models
 * @example
 * adaptChannels(resnet50, 1).inputs[0].shape; // [null, 224, 224, 1]
 */
export function adaptChannels(network: Network, channels: number): Network {
  const image = imageInput(network);
  const [batch = null, height = null, width = null, before = null] = image.shape;
  if (!Number.isSafeInteger(channels) || channels < 1) {
    throw new GraftError(
      'bad-channels',
      `A number of channels is a whole number from 1; got ${JSON.stringify(channels) ?? 'nothing'}.`,
    );
  }
  if (channels === before) return network;
  if (before !== 3) {
    throw new GraftError(
      'bad-channels',
      `${network.name} takes ${formatShape([before])} channels, and only kernels for red, green and blue can be adapted to ${channels}. ` +
        'Give its inputs the channels that it takes.',
    );
  }
  const kernels = new Set(firstConvolutions(network, image.name).map((layer) => layer.weights['kernel'] ?? ''));
  const weights = new Map(network.weights);
  for (const name of kernels) {
    const kernel = network.weights.get(name);
    if (kernel !== undefined) weights.set(name, adaptKernel(kernel, channels));
  }
  try {
    const adapted = { ...withInputShape(network, image, [batch, height, width, channels]), weights };
    // Finds a kernel that a later layer shares, whose input keeps its channels.
    listWeights(adapted);
    return adapted;
  } catch (error) {
    if (!(error instanceof GraftError) || error.code === 'weight-conflict') throw error;
    throw new GraftError('bad-channels', `The channels of ${network.name} cannot change: ${error.message}`, {
      cause: error,
    });
  }
}

/** Layers without weights that treat each channel for itself. */
const apart =
  /^(Activation|(Average|Max)Pooling2D|Cropping2D|Dropout|ELU|GaussianDropout|GaussianNoise|Identity|LeakyReLU|Random\w+|ReLU|Rescaling|Normalization|SpatialDropout2D|UpSampling2D|ZeroPadding2D|Add|Average|Maximum|Minimum|Multiply|Subtract)$/;

/** The convolutions that see the picture's channels, through layers that keep them apart. */
function firstConvolutions(network: Network, input: string): Layer[] {
  const shapes = inferShapes(network);
  const carriers = new Set([input]);
  return network.layers.filter((layer) => {
    if (!layer.inputs.some(({ from }) => carriers.has(from))) return false;
    if (layer.type === 'Conv2D' && (layer.options['groups'] ?? 1) === 1) return true;
    const [output, ...others] = shapes.get(layer.name) ?? [];
    const isApart = apart.test(layer.type) && !/softmax/.test(String(layer.options['activation']));
    const plain =
      isApart && Object.keys(layer.weights).length === 0 && layer.inputs.every(({ from }) => carriers.has(from));
    if (!plain || others.length > 0 || output?.length !== 4 || output[3] !== 3) {
      throw new GraftError(
        'bad-channels',
        `The channels of ${network.name} cannot change: they go into "${layer.name}" (${layer.type}), and only the kernel of a Conv2D ` +
          'layer without groups can be made for others. Give its inputs the channels that it takes.',
      );
    }
    carriers.add(layer.name);
    return false;
  });
}

/** Of a kernel `[height, width, 3, filters]`. */
function adaptKernel(kernel: HostTensor, channels: number): HostTensor {
  const { shape, data } = widen(kernel);
  const [rows = 1, columns = 1, colours = 1, filters = 1] = shape;
  const adapted = new Float32Array(rows * columns * channels * filters);
  const share = channels === 1 ? 1 : colours / channels;
  // One channel takes every colour in, many take one each.
  const taken = channels === 1 ? colours : 1;
  for (let position = 0; position < rows * columns; position++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        let sum = 0;
        for (let colour = channel; colour < channel + taken; colour++) {
          sum += data[(position * colours + (colour % colours)) * filters + filter] ?? 0;
        }
        adapted[(position * channels + channel) * filters + filter] = sum * share;
      }
    }
  }
  return { dtype: 'float32', shape: [rows, columns, channels, filters], data: adapted };
}
