import { GraftError, checkOptionNames, type ImageInput, type OpenBackbone } from '@graftjs/core';
import { adaptChannels, resizeInput } from '@graftjs/cut';
import { imagePreprocess, type ImageSpec } from '@graftjs/images';
import { openBackbone } from './open-backbone.js';

export interface InputChange {
  /** In pixels; default as it was. */
  readonly height?: number | undefined;
  /** In pixels; default as it was. */
  readonly width?: number | undefined;
  /** 1 for grey pictures, else as it was. */
  readonly channels?: 1 | undefined;
}

/**
 * The same backbone for pictures of another size, or for grey ones: the network changes, and its preprocessing with it. Without this,
 * preprocessing resizes every picture to what the network takes, and makes it RGB.
 *
 * Grey pictures go through one kernel, the sum of three. Where the preprocessing scales the three colours alike (mean and std are one
 * number each), features of a grey picture stay what they were; else one mean and one std are taken, the means of the three.
 *
 * @throws GraftError 'unknown-option', 'bad-channels', 'closed-preprocessing', and what `resizeInput` and `adaptChannels` throw
 * @example
 * const small = changeInput(await vgg19({ top: false, weights: file }), { height: 96, width: 128 });
 */
export function changeInput(backbone: OpenBackbone<ImageInput>, change: InputChange): OpenBackbone<ImageInput> {
  checkOptionNames(change, options, 'for changeInput');
  const { fingerprint: _, network, preprocess, ...facts } = backbone;
  if (preprocess.kind !== 'image') {
    throw new GraftError(
      'closed-preprocessing',
      `${backbone.id} prepares its inputs by "${preprocess.kind}", which cannot be changed from here. Change its network with ` +
        'resizeInput or adaptChannels, and prepare its inputs to match.',
    );
  }
  const spec = preprocess.spec as Required<ImageSpec>;
  const { height = spec.height, width = spec.width, channels } = change;
  const sized = height === spec.height && width === spec.width ? network : resizeInput(network, height, width);
  return openBackbone({
    ...facts,
    network: channels === undefined ? sized : adaptChannels(sized, grey(channels)),
    preprocess: imagePreprocess({ ...spec, height, width, ...(channels === undefined ? {} : greyScale(spec)) }),
  });
}

const options = ['height', 'width', 'channels'];

/** Another number from a program without types: a picture has no channels for it. */
function grey(channels: number): 1 {
  if (channels === 1) return channels;
  throw new GraftError(
    'bad-channels',
    `Pictures are prepared with 3 channels or 1; got ${String(channels)}. For others change the network with adaptChannels, and ` +
      'prepare its inputs to match.',
  );
}

function greyScale({ mean, std }: ImageSpec): Pick<ImageSpec, 'channels' | 'mean' | 'std'> {
  return { channels: 'grey', mean: meanOf(mean), std: meanOf(std) };
}

function meanOf(value: ImageSpec['mean']): number {
  return typeof value === 'number' ? value : value.reduce((sum, part) => sum + part, 0) / value.length;
}
