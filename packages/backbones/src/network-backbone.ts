import {
  formatShape,
  GraftError,
  checkOptionNames,
  type ImageInput,
  type Network,
  type NetworkInput,
  type Note,
  type OpenBackbone,
} from '@graftjs/core';
import { cutNetwork, dropLast, findBottleneck, resizeInput } from '@graftjs/cut';
import { imagePreprocess } from '@graftjs/images';
import { inferShapes } from '@graftjs/network';
import { openBackbone } from './open-backbone.js';
import { choosePixels, type PixelName, type PixelSpec } from './own-network/choose-pixels.js';
import { findClassifier, type Classifier } from './own-network/find-classifier.js';

/** What is taken of a network. */
export interface NetworkPart {
  readonly network: Network;
  /** How many layers to leave out on the way to the output: 1 leaves out the classifier alone. Default 0. */
  readonly dropLast?: number | undefined;
  /** Whether to keep what comes after the bottleneck. Default true. */
  readonly top?: boolean | undefined;
  /** The cut to end at. Default: the output. */
  readonly upTo?: string | undefined;
  /** Height and width of a picture in pixels, one number for both or one each; what is left out need not fit. Default: what the network takes. */
  readonly inputSize?: number | readonly [height: number, width: number] | undefined;
}

export interface NetworkBackboneOptions extends NetworkPart {
  /** Default: the network's name. */
  readonly id?: string | undefined;
  /** How it wants its pixels: a name, or numbers. Must be said unless the network scales them itself. */
  readonly preprocess?: PixelName | PixelSpec | undefined;
  /** What its classes are called, in order. Default: 'class 0', 'class 1', … */
  readonly labels?: readonly string[] | undefined;
  /** SPDX identifier. Default 'NOASSERTION': nobody said. */
  readonly license?: string | undefined;
  /** What else is to be said of it. */
  readonly notes?: readonly Note[] | undefined;
}

/**
 * Makes a backbone for pictures of any network: one of your own, say, as `openNetworkFile` reads it. The network stays as it is; weights
 * are shared, not copied.
 *
 * @throws GraftError 'unknown-option', 'bad-option', 'unused-option', 'several-inputs', 'no-image-input', 'several-outputs',
 * 'no-input-size', 'labels-mismatch', 'bad-image-spec', and what `dropLast`, `cutNetwork`, `resizeInput`, `choosePixels` and `imagePreprocess` throw
 * @example
 * const { network } = await openNetworkFile('my_model_A.h5');
 * const backbone = networkBackbone({ network, preprocess: 'tf', dropLast: 1 });
 */
export function networkBackbone(options: NetworkBackboneOptions): OpenBackbone<ImageInput> {
  checkOptionNames(options, optionNames, 'for networkBackbone');
  const { network, input, classifier } = takePart(options);
  const { id = network.name, preprocess, license = 'NOASSERTION', notes = [] } = options;
  const [, height, width] = input.shape;
  if (typeof height !== 'number' || typeof width !== 'number') throw noSize(network, input);
  const { pixels, note } = choosePixels(network, input, preprocess);
  const size = { input: input.name, height, width };
  checkSize(network, size, pixels);
  const labels = labelsOf(network, classifier, options.labels);
  const said = note === undefined ? notes : [...notes, { code: 'own-scaling', message: note }];
  return openBackbone({
    id,
    modality: 'image',
    license,
    ...(classifier && labels && { classifier: { layer: classifier.layer, labels } }),
    network,
    preprocess: imagePreprocess({ ...pixels, ...size }),
    ...(said.length > 0 && { notes: said }),
  });
}

/**
 * Takes a part of a network for pictures, and finds its classifier.
 *
 * @returns `input` may have free axes; `classifier` is absent where the part ends in features
 */
export function takePart({ network: given, inputSize, ...part }: NetworkPart): {
  readonly network: Network;
  readonly input: NetworkInput;
  readonly classifier: Classifier | undefined;
} {
  checkGiven(given);
  checkPicture(given);
  const left = leaveOut(given, part);
  const [height, width] = typeof inputSize === 'object' ? inputSize : [inputSize, inputSize];
  const sized = height === undefined || width === undefined ? left : resizeInput(left, height, width);
  // Levels are as good as floats, and preprocessing gives those.
  const network = { ...sized, inputs: sized.inputs.map((input) => ({ ...input, dtype: 'float32' as const })) };
  const isPart = part.top === false || part.upTo !== undefined || (part.dropLast ?? 0) > 0;
  return { network, input: checkPicture(network), classifier: isPart ? undefined : findClassifier(network) };
}

/** @throws GraftError 'unused-option' */
function leaveOut(
  network: Network,
  { dropLast: dropped = 0, top = true, upTo }: Omit<NetworkPart, 'network'>,
): Network {
  if (!top) {
    const other = dropped > 0 ? 'dropLast' : upTo === undefined ? undefined : 'upTo';
    if (other === undefined) return withoutTop(network);
    throw new GraftError(
      'unused-option',
      `"top: false" leaves out all that comes after the bottleneck; leave "${other}" out.`,
    );
  }
  const left = dropLast(network, dropped);
  return upTo === undefined ? left : cutNetwork(left, upTo).trunk;
}

/** Up to the bottleneck. What gives no classes and is flat all the same has a top too: the layers from where it flattens. */
function withoutTop(network: Network): Network {
  const [output] = network.outputs;
  const isMap = output && inferShapes(network).get(output.from)?.[output.output ?? 0]?.length === 4;
  const classifier = findClassifier(network)?.layer ?? (isMap ? undefined : output?.from);
  return cutNetwork(network, findBottleneck(network, { classifier }).cut.layer).trunk;
}

/** A program without types may give the file's name. */
function checkGiven(network: unknown): void {
  if (typeof network === 'object' && network !== null && 'layers' in network) return;
  const got = JSON.stringify(network) ?? 'nothing';
  const path = typeof network === 'string' ? network : 'my_model.h5';
  throw new GraftError(
    'bad-option',
    `"network" is a network as openNetworkFile reads it; got ${got}. Read it first: const { network } = await openNetworkFile('${path}').`,
  );
}

/** @throws GraftError 'several-inputs', 'no-image-input' */
function checkPicture({ name, inputs }: Network): NetworkInput {
  const listed = inputs.map((input) => `${input.name} (${formatShape(input.shape.slice(1))})`).join(', ');
  const [input, ...others] = inputs;
  if (input !== undefined && others.length === 0 && input.shape.length === 4) return input;
  if (others.length > 0) {
    throw new GraftError(
      'several-inputs',
      `${name} has ${inputs.length} inputs: ${listed}. A backbone for pictures has one, height x width x channels; cut out the part that sees ` +
        'the picture alone.',
    );
  }
  throw new GraftError(
    'no-image-input',
    `${name} takes no pictures: its input is ${listed || 'missing'}. A backbone for pictures takes height x width x channels.`,
  );
}

function noSize({ name }: Network, { shape }: NetworkInput): GraftError {
  return new GraftError(
    'no-input-size',
    `${name} takes pictures of any size (${formatShape(shape.slice(1))}). Say which they are made as "inputSize", in pixels: ` +
      'the size that it was trained at serves best.',
  );
}

/** A spec may say input and size too, as a bundle's does, but nothing else than the network. */
function checkSize({ name }: Network, size: Readonly<Record<string, string | number>>, pixels: PixelSpec): void {
  for (const [key, value] of Object.entries(size)) {
    const said: unknown = Object.entries(pixels).find(([other]) => other === key)?.[1];
    if (said === undefined || said === value) continue;
    throw new GraftError(
      'bad-image-spec',
      `Image preprocessing: ${key} is ${JSON.stringify(said)}, and ${name} has ${JSON.stringify(value)}. Leave it out: the network tells it, and ` +
        '"inputSize" changes its size.',
    );
  }
}

function labelsOf(
  { name }: Network,
  classifier: Classifier | undefined,
  labels: readonly string[] | undefined,
): readonly string[] | undefined {
  if (classifier === undefined) {
    if (labels === undefined) return undefined;
    throw new GraftError(
      'unused-option',
      `${name} ends in features and not in classes, so it has no labels. Leave "labels" out.`,
    );
  }
  // One column of a sigmoid stands for two classes.
  const count = classifier.columns === 1 ? 2 : classifier.columns;
  if (labels === undefined) return Array.from({ length: count }, (_, index) => `class ${index}`);
  if (labels.length === count) return labels;
  throw new GraftError(
    'labels-mismatch',
    `${name} tells ${count} classes apart; got ${labels.length} labels. Give one a class, in its order.`,
  );
}

const optionNames = [
  'network',
  'dropLast',
  'top',
  'upTo',
  'inputSize',
  'id',
  'preprocess',
  'labels',
  'license',
  'notes',
];
