import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withoutLast } from '@graftjs/backbones';
import { modelBackbone } from '@graftjs/bundle';
import { GraftError, type Backbone, type ImageInput, type Note, type OpenBackbone } from '@graftjs/core';
import { anyBackbone, type AnyInput } from './any-input.js';
import { cannotRead, checkThere, type Naming } from './named-file.js';
import type { Output } from './output.js';
import { loadAnyBundle } from './load-any-bundle.js';
import { isBundle } from './is-bundle.js';
import { openOwnNetwork, type OwnNetworkOptions } from './own-network.js';
import { readChoice, type PluginChoice } from './plugin-choice.js';
import { builtIn, findPlugin, fullName, type BackboneOptions, type Plugins } from './plugins.js';

/** How a backbone is opened, whatever it is. */
export interface BackboneChoice extends Omit<OwnNetworkOptions, 'upTo' | 'labels'> {
  /** Where it will be cut: what comes after need not fit another input size. */
  readonly cut?: string | undefined;
}

/** By what a folder is known to hold a network, and not pictures. */
const ofNetworks = ['model.json', 'model.min.js', 'config.json', 'saved_model.pb'];

/**
 * Whether what was given for a backbone is a file or a folder, and not a name: by its spelling, so that one that is not there is
 * told of as a file; or since it is there, whatever its name, but that of a backbone.
 */
export function isFile(name: string): boolean {
  if (/[\\/]|\.[a-z]\w*$/i.test(name)) return true;
  if (name === '' || Object.hasOwn(builtIn.backbones, name)) return false;
  const found = statSync(name, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? holdsNetwork(name) : found !== undefined;
}

/**
 * Makes sure that there is a backbone of that name, or a file.
 *
 * @throws GraftError 'unknown-backbone', 'cannot-read-file'
 */
export function checkBackboneName(name: string, plugins: Plugins): void {
  if (Object.hasOwn(plugins.backbones, fullName(plugins.backbones, name))) return;
  const found = statSync(name, { throwIfNoEntry: false });
  if (found?.isDirectory() && !holdsNetwork(name)) {
    throw new GraftError(
      'unknown-backbone',
      `${name} is a folder of pictures, or of other files, and not of a network: none of ${ofNetworks.join(', ')} is in it. ` +
        "Name a backbone (see `graft list`), or a network's file.",
    );
  }
  if (!isFile(name)) findPlugin(plugins.backbones, 'backbone', name);
  else if (found === undefined) throw cannotRead(name, 'there is no such file');
}

/** As `--weights` names a file; an address is asked when it is read. */
async function checkWeightsFile(weights: string | undefined): Promise<void> {
  if (weights === undefined || namedWeights.includes(weights) || weights.includes('://')) return;
  await checkThere(weights, weightsNaming);
}

const namedWeights: readonly string[] = ['imagenet', 'none', 'bare'];
/** How a file of weights is named. */
export const weightsNaming: Naming = { by: '--weights', advice: 'It takes imagenet, none, or a file of weights.' };

function holdsNetwork(folder: string): boolean {
  return ofNetworks.some((part) => existsSync(join(folder, part)));
}

/**
 * Opens what `--backbone` names: a backbone by name, a bundle, or a network of the user's own.
 *
 * @param options.weights 'imagenet', 'none' or a file; default: those that it comes with
 * @param options.seed draws the weights where they are 'none'
 * @throws GraftError 'unknown-backbone', 'unused-option', 'closed-backbone', and what the backbone's factory, `loadBundle` or
 * `openOwnNetwork` throws
 */
export async function openBackbone(
  choice: PluginChoice,
  options: BackboneChoice = {},
  plugins: Plugins = builtIn,
): Promise<Backbone<AnyInput>> {
  const { name, options: own } = readChoice(choice);
  checkBackboneName(name, plugins);
  await checkWeightsFile(options.weights);
  if (!isFile(name)) return openNamed(choice, options, plugins);
  if (Object.keys(own).length > 0) {
    throw new GraftError(
      'unused-option',
      `The file ${name} takes no "options": what there is to say of it stands in a recipe beside "backbone", as "preprocess" does.`,
    );
  }
  return (await isBundle(name)) ? openBundle(name, options) : anyBackbone(await openOwn(name, options));
}

function openOwn(name: string, { cut, ...options }: BackboneChoice): Promise<OpenBackbone<ImageInput>> {
  // At another size what comes after the cut need not fit; at its own size all of it stays, to be looked at.
  return openOwnNetwork(name, { ...options, upTo: options.inputSize === undefined ? undefined : cut });
}

async function openNamed(
  choice: PluginChoice,
  { weights, inputSize, top, seed = 1, dropLast = 0, preprocess, cut }: BackboneChoice,
  plugins: Plugins,
): Promise<Backbone<AnyInput>> {
  const { name, options } = readChoice(choice);
  if (preprocess !== undefined) throw bringsPreprocessing(name);
  const { make } = findPlugin(plugins.backbones, 'backbone', name);
  const sized = inputSize === undefined ? {} : { inputSize };
  const given = { ...options, ...(weights === undefined ? {} : { weights }), ...(weights === 'none' ? { seed } : {}) };
  const open = async (own: BackboneOptions): Promise<Backbone<AnyInput>> =>
    anyBackbone(await make({ ...given, ...own }));
  try {
    const backbone = await open({ ...sized, ...(top === undefined ? {} : { top }) });
    return dropLast === 0 ? backbone : withoutLast(requireOpen(backbone), dropLast);
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'fixed-input-size') throw error;
    // What is left out anyway does not stand against another size.
    const [bare, whole] = [
      requireOpen(await open({ ...sized, top: false })),
      requireOpen(await open({ weights: 'bare' })),
    ];
    const ofTop = whole.network.layers.length - bare.network.layers.length;
    const isWithin = dropLast >= ofTop || bare.network.layers.some((layer) => layer.name === cut);
    if (!isWithin) throw error;
    return withoutLast(bare, Math.max(0, dropLast - ofTop));
  }
}

async function openBundle(
  name: string,
  { weights, inputSize, dropLast = 0, preprocess }: BackboneChoice,
): Promise<Backbone<AnyInput>> {
  if (weights !== undefined || inputSize !== undefined) {
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
