import { networkBackbone, type PixelName, type PixelSpec } from '@graftjs/backbones';
import { GraftError, type ImageInput, type Json, type OpenBackbone } from '@graftjs/core';
import { loadKerasWeightsFile, openNetworkFile, type NetworkFile } from '@graftjs/formats/files';
import { initializeWeights } from '@graftjs/network';
import type { BackboneOptions } from '../plugins.js';

/** How a file's network is opened as a backbone. */
export interface OwnNetworkOptions extends BackboneOptions {
  /** How many layers to leave out at its end. */
  readonly dropLast?: number | undefined;
  /** The cut to end at. */
  readonly upTo?: string | undefined;
  /** A name, or numbers. */
  readonly preprocess?: Json | undefined;
  readonly labels?: readonly string[] | undefined;
}

/**
 * Opens a network of the user's own as a backbone, named after its file.
 *
 * @throws GraftError 'unused-option' for 'imagenet', 'no-weights' for a description alone, and what `openNetworkFile` and `networkBackbone` throw
 */
export async function openOwnNetwork(
  path: string,
  { weights, seed = 1, preprocess, ...options }: OwnNetworkOptions,
): Promise<OpenBackbone<ImageInput>> {
  const { network, notes } = await withWeights(path, weights, seed);
  return networkBackbone({
    ...options,
    id: lastPart(path),
    network,
    // What it says is checked there.
    preprocess: preprocess as PixelName | PixelSpec | undefined,
    // That it was compiled in Python is nothing to whoever trains a head on it.
    notes: notes.filter(({ code }) => code !== 'keras-compilation'),
  });
}

async function withWeights(path: string, weights: string | undefined, seed: number): Promise<NetworkFile> {
  const opened = await openNetworkFile(path);
  if (weights === 'none') return { ...opened, network: initializeWeights(opened.network, seed) };
  if (weights === 'imagenet') {
    throw new GraftError(
      'unused-option',
      `--weights imagenet is for a backbone by name, and ${path} is a network of your own, with weights of its own. Leave it out.`,
    );
  }
  if (weights !== undefined) {
    const { network, notes } = await loadKerasWeightsFile(opened.network, weights);
    return { ...opened, network, notes: [...opened.notes, ...notes] };
  }
  if (opened.network.weights.size > 0) return opened;
  throw new GraftError(
    'no-weights',
    `${path} describes a network and holds no weights. Give the file of its weights (--weights model.weights.h5), or draw them at ` +
      'random (--weights none).',
  );
}

/** A file's name without where it lies, which says nothing to another machine. */
export function lastPart(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? path
  );
}
