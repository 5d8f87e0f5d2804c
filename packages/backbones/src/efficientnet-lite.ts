import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { GraftError, listNearest, type ImageInput, type Network, type OpenBackbone } from '@graftjs/core';
import { imagePreprocess } from '@graftjs/images';
import { initializeWeights, listWeights } from '@graftjs/network';
import { readSafetensors } from '@graftjs/safetensors';
import { readBytes } from '#read-bytes';
import { fillWeights } from './fill-weights.js';
import {
  efficientNetLiteNetwork,
  efficientNetLites,
  listStageEnds,
  type EfficientNetLite,
} from './networks/efficientnet-lite-network.js';
import { openBackbone } from './open-backbone.js';
import { classifierName, inputName } from './parts/image-network.js';

export { efficientNetLiteNetwork, type EfficientNetLite } from './networks/efficientnet-lite-network.js';

export interface EfficientNetLiteOptions {
  /**
   * 'imagenet': trained on ImageNet-1k, from `@graftjs/weights-efficientnet-lite0`, a dependency that loads on use (Lite0 only). 'none': drawn at
   * random from `seed`. Else a safetensors file of Keras-style names: its bytes, its address, or (in Node) its path.
   * Default 'imagenet'.
   */
  readonly weights?: string | URL | Uint8Array | undefined;
  /** Whether to end in class probabilities, else in the last feature map. Default true. */
  readonly top?: boolean | undefined;
  /** Height and width of a picture in pixels, at least 32. Default: what the weights were trained at. */
  readonly inputSize?: number | undefined;
  /** Columns of a top that is drawn at random. Trained weights bring their own number. Default 1000. */
  readonly classes?: number | undefined;
  /** For weights 'none' only. Default 1. */
  readonly seed?: number | undefined;
}

/**
 * EfficientNet-Lite0: 224 px, 4.7 million parameters.
 *
 * @throws GraftError 'unknown-option', 'bad-option', 'unused-option', 'unreadable-file', 'damaged-weights',
 * 'wrong-architecture', 'fixed-classes', 'weights-mismatch', and what `readSafetensors` throws
 * @example
 * const backbone = await efficientNetLite0({ top: false });
 */
export function efficientNetLite0(options: EfficientNetLiteOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return efficientNetLite('efficientnet-lite0', options);
}

/** EfficientNet-Lite1: 240 px, 5.5 million parameters. Options and errors as for Lite0; its weights come from a file. */
export function efficientNetLite1(options: EfficientNetLiteOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return efficientNetLite('efficientnet-lite1', options);
}

/** EfficientNet-Lite2: 260 px, 6.2 million parameters. Options and errors as for Lite0; its weights come from a file. */
export function efficientNetLite2(options: EfficientNetLiteOptions = {}): Promise<OpenBackbone<ImageInput>> {
  return efficientNetLite('efficientnet-lite2', options);
}

async function efficientNetLite(
  architecture: EfficientNetLite,
  options: EfficientNetLiteOptions,
): Promise<OpenBackbone<ImageInput>> {
  checkOptions(architecture, options);
  const { weights = 'imagenet', top = true, inputSize = efficientNetLites[architecture].inputSize } = options;
  const { network, labels, ...facts } =
    weights === 'none' ? drawn(architecture, options) : await trained(architecture, weights, options);
  return openBackbone({
    ...facts,
    modality: 'image',
    network,
    blockEnds: listStageEnds(network),
    preprocess: imagePreprocess({ input: inputName, width: inputSize, height: inputSize, mean: 127, std: 128 }),
    ...(top ? { classifier: { layer: classifierName, labels } } : {}),
  });
}

interface Opened {
  readonly id: string;
  readonly network: Network;
  readonly labels: readonly string[];
  readonly license: string;
  readonly pretraining?: { readonly data: string; readonly task: string };
}

function drawn(architecture: EfficientNetLite, options: EfficientNetLiteOptions): Opened {
  const { classes = 1000, seed = 1 } = options;
  return {
    id: `${architecture}/random`,
    network: initializeWeights(efficientNetLiteNetwork(architecture, options), seed),
    labels: numbered(classes),
    license: 'Apache-2.0',
  };
}

async function trained(
  architecture: EfficientNetLite,
  source: string | URL | Uint8Array,
  options: EfficientNetLiteOptions,
): Promise<Opened> {
  const bytes = await bytesOf(architecture, source);
  const published = efficientNetLites[architecture].imagenet;
  const found = bytesToHex(sha256(bytes));
  if (source === 'imagenet' && found !== published) {
    throw new GraftError(
      'damaged-weights',
      `The packaged weights of ${architecture} have SHA-256 ${found} instead of ${published}. Install @graftjs/weights-${architecture} again.`,
    );
  }
  const { tensors, metadata } = readSafetensors(bytes);
  const said = metadata.get('architecture') ?? architecture;
  if (said !== architecture) {
    throw new GraftError(
      'wrong-architecture',
      `These weights are for ${said}, not for ${architecture}. Open them as ${said}.`,
    );
  }

  const columns = tensors.get(`${classifierName}/bias`)?.shape[0] ?? 1000;
  if (options.classes !== undefined && options.classes !== columns) {
    throw new GraftError(
      'fixed-classes',
      `The top of these weights tells ${columns} classes apart, so it cannot have ${options.classes}. For other classes leave it out ` +
        `(top: false) and train a head, or draw all weights at random (weights: 'none').`,
    );
  }
  const bare = efficientNetLiteNetwork(architecture, { ...options, classes: columns });
  const whole = efficientNetLiteNetwork(architecture, { classes: columns });
  const network = fillWeights(bare, tensors, { spare: listWeights(whole).keys() });

  if (found === published) {
    const { facts, labels } = await import('@graftjs/weights-efficientnet-lite0');
    const { license, pretraining } = facts;
    return { id: `${architecture}/imagenet`, network, labels, license, pretraining };
  }
  const license = metadata.get('license') ?? 'NOASSERTION';
  return { id: `${architecture}/file`, network, labels: numbered(columns), license };
}

async function bytesOf(architecture: EfficientNetLite, source: string | URL | Uint8Array): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source !== 'imagenet') return readBytes(source);
  if (architecture !== 'efficientnet-lite0') {
    throw new GraftError(
      'no-packaged-weights',
      `No package carries ImageNet weights for ${architecture}. Give the path or address of ${architecture}.safetensors as ` +
        `"weights", take efficientnet-lite0, or draw weights at random (weights: 'none').`,
    );
  }
  const { weights } = await import('@graftjs/weights-efficientnet-lite0');
  return readBytes(weights);
}

function checkOptions(architecture: EfficientNetLite, options: EfficientNetLiteOptions): void {
  const { weights, top, classes, seed } = options;
  for (const key of Object.keys(options)) {
    if (optionNames.includes(key)) continue;
    const nearest = listNearest(key, optionNames).join(', ');
    throw new GraftError('unknown-option', `No option "${key}" for ${architecture}. Options near it: ${nearest}.`);
  }
  if (top === false && classes !== undefined) {
    throw new GraftError(
      'unused-option',
      `"classes" belongs to the top, which "top: false" leaves out. Give one of the two.`,
    );
  }
  if (weights !== 'none' && seed !== undefined) {
    throw new GraftError('unused-option', `"seed" draws weights at random, which only "weights: 'none'" does.`);
  }
}

const optionNames: readonly string[] = ['weights', 'top', 'inputSize', 'classes', 'seed'];

function numbered(classes: number): string[] {
  return Array.from({ length: classes }, (_, index) => `class ${index}`);
}
