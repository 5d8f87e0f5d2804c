import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withoutLast } from '@graftjs/backbones';
import { modelBackbone } from '@graftjs/bundle';
import { GraftError, type Backbone, type Note, type OpenBackbone } from '@graftjs/core';
import { anyBackbone, type AnyInput } from './any-input.js';
import type { Output } from './output.js';
import { loadAnyBundle } from './load-any-bundle.js';
import { isBundle } from './is-bundle.js';
import { openOwnNetwork, type OwnNetworkOptions } from './own-network.js';
import { readChoice, type PluginChoice } from './plugin-choice.js';
import { builtIn, findPlugin, type Plugins } from './plugins.js';

/** By what a folder is known to hold a network, and not pictures. */
const ofNetworks = ['model.json', 'config.json', 'saved_model.pb'];

/**
 * Whether what was given for a backbone is a file or a folder, and not a name: by its spelling, so that one that is not there is
 * told of as a file; or since it is there, whatever its name, but that of a backbone.
 */
export function isFile(name: string): boolean {
  if (/[\\/]|\.[a-z]\w*$/i.test(name)) return true;
  if (name === '' || Object.hasOwn(builtIn.backbones, name)) return false;
  const found = statSync(name, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? ofNetworks.some((part) => existsSync(join(name, part))) : found !== undefined;
}

/**
 * Opens what `--backbone` names: a backbone by name, a bundle, or a network of the user's own.
 *
 * @param options.weights 'imagenet', 'none' or a file; default 'imagenet'. A file brings its own
 * @param options.seed draws the weights where they are 'none'
 * @throws GraftError 'unknown-backbone', 'unused-option', 'closed-backbone', and what the backbone's factory, `loadBundle` or
 * `openOwnNetwork` throws
 */
export async function openBackbone(
  choice: PluginChoice,
  options: OwnNetworkOptions = {},
  plugins: Plugins = builtIn,
): Promise<Backbone<AnyInput>> {
  const { name, options: own } = readChoice(choice);
  if (!isFile(name)) return openNamed(choice, options, plugins);
  if (Object.keys(own).length > 0) {
    throw new GraftError(
      'unused-option',
      `The file ${name} takes no options of its own: "dropLast", "preprocess" and "weights" stand beside "backbone".`,
    );
  }
  return (await isBundle(name)) ? openBundle(name, options) : anyBackbone(await openOwnNetwork(name, options));
}

async function openNamed(
  choice: PluginChoice,
  { weights = 'imagenet', inputSize, top, seed = 1, dropLast = 0, preprocess }: OwnNetworkOptions,
  plugins: Plugins,
): Promise<Backbone<AnyInput>> {
  const { name, options } = readChoice(choice);
  if (preprocess !== undefined) throw bringsPreprocessing(name);
  const made = await findPlugin(plugins.backbones, 'backbone', name).make({
    ...options,
    weights,
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(top === undefined ? {} : { top }),
    ...(weights === 'none' ? { seed } : {}),
  });
  const backbone = anyBackbone(made);
  return dropLast === 0 ? backbone : withoutLast(requireOpen(backbone), dropLast);
}

async function openBundle(
  name: string,
  { weights = 'imagenet', inputSize, dropLast = 0, preprocess }: OwnNetworkOptions,
): Promise<Backbone<AnyInput>> {
  if (weights !== 'imagenet' || inputSize !== undefined) {
    throw new GraftError(
      'unused-option',
      `The bundle ${name} brings its weights and input size; leave both options out.`,
    );
  }
  if (preprocess !== undefined) throw bringsPreprocessing(name);
  return withoutLast(modelBackbone(await loadAnyBundle(name)), dropLast);
}

function bringsPreprocessing(name: string): GraftError {
  return new GraftError(
    'unused-option',
    `${name} brings its preprocessing. Leave --preprocess out: it is for a network file of your own (.h5, .keras).`,
  );
}

/**
 * Asks that a backbone's layers can be seen.
 *
 * @throws GraftError 'closed-backbone'
 */
export function requireOpen(backbone: Backbone<AnyInput>): OpenBackbone<AnyInput> {
  if ('network' in backbone) return backbone;
  throw new GraftError('closed-backbone', `${backbone.id} is a closed box: its layers cannot be seen.`);
}

/** Says what the user should know about a backbone. */
export function sayNotes({ notes = [] }: { readonly notes?: readonly Note[] }, { say }: Pick<Output, 'say'>): void {
  for (const { message } of notes) say(message);
}
