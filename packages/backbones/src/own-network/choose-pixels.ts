import { formatShape, GraftError, listNearest, type Network, type NetworkInput } from '@graftjs/core';
import { pixelScales, type ImageSpec } from '@graftjs/images';
import { findOwnScaling } from './find-own-scaling.js';

/** How pixels are scaled, by name; see `pixelScales`. */
export type PixelName = keyof typeof pixelScales;

/** How pictures are prepared, in numbers: an `ImageSpec` whose input and size the network tells. */
export type PixelSpec = Omit<ImageSpec, 'input' | 'width' | 'height'>;

/** How to know which one a network was trained with; a line each. */
const ways: Readonly<Record<PixelName, string>> = {
  caffe: 'blue first, each channel less its ImageNet mean: VGG and ResNet of Keras',
  torch: 'ImageNet mean 0 and deviation 1: DenseNet of Keras, most models of PyTorch',
  tf: 'from -1 to 1, pixels / 127.5 - 1: MobileNet, Inception, Xception of Keras',
  '0..1': 'the training code divides by 255 (rescale=1./255)',
  none: 'levels from 0 to 255 as they are',
};

/**
 * Decides how pixels are scaled for a network that nobody describes. It is never guessed: it was said, or the network scales them
 * itself.
 *
 * @param input the network's one picture
 * @param choice a name, numbers, or undefined where nothing was said
 * @returns `note` where the network scales pixels itself
 * @throws GraftError 'no-preprocessing' with the choices; 'unknown-preprocessing'; 'scaled-twice'; 'channels-mismatch'; what is wrong
 * with numbers is said by `imagePreprocess`
 */
export function choosePixels(
  network: Network,
  input: NetworkInput,
  choice: PixelName | PixelSpec | undefined,
): { readonly pixels: PixelSpec; readonly note?: string } {
  const own = findOwnScaling(network);
  const note = own && `${network.name} scales pixels itself (${own}), so it is fed levels from 0 to 255.`;
  const name = choice ?? (own === undefined ? undefined : 'none');
  if (name === undefined) throw notSaid(network);
  if (typeof name === 'object') return { pixels: checkChannels(network, input, name) };
  if (!Object.hasOwn(pixelScales, name)) throw unknown(name);
  if (own !== undefined && name !== 'none') {
    throw new GraftError(
      'scaled-twice',
      `${network.name} scales pixels itself (${own}), so "${name}" would scale them twice. Leave "preprocess" out; if it was trained so ` +
        'all the same, say it in numbers: { "mean": …, "std": … }.',
    );
  }
  const pixels = checkChannels(network, input, scaleFor(network, input, name));
  return note === undefined ? { pixels } : { pixels, note };
}

/** A scale by its name; of a network for grey pictures one number is needed. */
function scaleFor({ name }: Network, { shape }: NetworkInput, choice: PixelName): PixelSpec {
  const scale: PixelSpec = pixelScales[choice];
  if (shape.at(-1) !== 1) return scale;
  if (typeof scale.mean === 'number' && typeof scale.std === 'number') return { ...scale, channels: 'grey' };
  throw new GraftError(
    'channels-mismatch',
    `"${choice}" has a mean for each of three colours, and ${name} takes grey pictures (${formatShape(shape.slice(1))}). Say tf, 0..1 or none, ` +
      'or one mean and one std in numbers: { "mean": 118, "std": 60 }.',
  );
}

function checkChannels({ name }: Network, { shape }: NetworkInput, pixels: PixelSpec): PixelSpec {
  const wanted = shape.at(-1);
  const channels = pixels.channels ?? (wanted === 1 ? 'grey' : 'rgb');
  if (wanted === (channels === 'grey' ? 1 : 3)) return { ...pixels, channels };
  throw new GraftError(
    'channels-mismatch',
    `${name} takes pictures of ${formatShape(shape.slice(1))}, and channels "${channels}" give ${channels === 'grey' ? 1 : 3}. Pictures are ` +
      'prepared with 3 channels or 1; for others change the network with adaptChannels.',
  );
}

function notSaid({ name }: Network): GraftError {
  return new GraftError(
    'no-preprocessing',
    `How ${name} wants its pixels is not in the file, and a wrong guess would spoil every answer. Look it up in the code that trained ` +
      `it, and say it as "preprocess":\n${listWays()}\nor numbers of your own, in a JSON file: ` +
      '{ "mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4], "channels": "rgb" }.',
  );
}

function unknown(choice: string): GraftError {
  const nearest = listNearest(choice, Object.keys(pixelScales), 1).join();
  const meant = /imagenet/i.test(choice)
    ? `Pictures of ImageNet were prepared in different ways, by who trained on them:\n${listWays()}`
    : `Did you mean "${nearest}"?`;
  return new GraftError(
    'unknown-preprocessing',
    `No preprocessing "${choice}". Use one of: ${Object.keys(pixelScales).join(', ')}; or numbers: { "mean": …, "std": … }. ${meant}`,
  );
}

function listWays(): string {
  const width = Math.max(...Object.keys(ways).map((way) => way.length));
  return Object.entries(ways)
    .map(([way, about]) => `  ${way.padEnd(width)}  ${about}`)
    .join('\n');
}
