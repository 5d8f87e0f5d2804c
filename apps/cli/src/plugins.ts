import type { Backbone, FreezeStrategy, Head, ImageInput, Json } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import type { PluginChoice } from './recipe.js';

/** What every backbone factory understands. */
export interface BackboneOptions {
  /** 'imagenet', 'none', or a file of weights. Default 'imagenet'. */
  readonly weights?: string | undefined;
  /** With its classifier. Default true. */
  readonly top?: boolean | undefined;
  /** Width and height of its input, in pixels. */
  readonly inputSize?: number | undefined;
  /** Draws the weights where they are 'none'. */
  readonly seed?: number | undefined;
}

type BackboneFactory = (options: BackboneOptions) => Promise<Backbone<ImageInput>>;
type Factory<Made> = (options: Readonly<Record<string, Json>>) => Made | Promise<Made>;

export interface Plugin<Make> {
  /** One line for `graft list`. */
  readonly about: string;
  readonly make: Make;
}

/** Everything that a name on the command line or in a recipe may mean. */
export interface Plugins {
  readonly backbones: Readonly<Record<string, Plugin<BackboneFactory>>>;
  readonly heads: Readonly<Record<string, Plugin<Factory<Head>>>>;
  readonly freeze: Readonly<Record<string, Plugin<Factory<FreezeStrategy>>>>;
}

const lite = () => import('@graftjs/backbones/efficientnet-lite');

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
  },
  heads: {
    linear: {
      about: 'multinomial logistic regression, solved directly; its L2 chosen on validation',
      make: async (options) => (await import('@graftjs/heads/linear')).linear(options),
    },
  },
  freeze: {
    'feature-extraction': {
      about: 'the whole backbone stays frozen; only the head is fitted',
      make: async () => (await import('@graftjs/freeze/feature-extraction')).featureExtraction(),
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
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  throw new GraftError(
    `unknown-${kind.replace(' ', '-')}`,
    `No ${kind} "${name}". Did you mean one of: ${listNearest(name, Object.keys(table)).join(', ')}? ` +
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
  return findPlugin(table, kind, name).make(options);
}

/** A choice's name, and its options where it has some. */
export function readChoice(choice: PluginChoice): { name: string; options: Readonly<Record<string, Json>> } {
  return typeof choice === 'string' ? { name: choice, options: {} } : choice;
}
