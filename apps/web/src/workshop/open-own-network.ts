import { networkBackbone, type PixelName } from '@graftjs/backbones';
import { GraftError, type ImageInput, type Json, type Network, type Note, type OpenBackbone } from '@graftjs/core';
import { texts } from '../texts.js';

/**
 * Opens a network of the user's own as a backbone, named after its file: what Keras wrote, or a network in a safetensors file.
 *
 * @param options preprocess, inputSize, dropLast; see `networkBackbone`
 * @throws GraftError 'no-file', 'no-weights', and what the reader of the format and `networkBackbone` throw
 */
export async function openOwnNetwork(
  options: Readonly<Record<string, Json>>,
  file: File | undefined,
): Promise<OpenBackbone<ImageInput>> {
  if (file === undefined) {
    throw new GraftError('no-file', texts.choices.ownNetwork);
  }
  const { network, notes } = await read(file);
  if (network.weights.size === 0) {
    throw new GraftError('no-weights', texts.choices.noWeights(file.name));
  }
  const { preprocess, ...part } = options;
  return networkBackbone({
    ...part,
    id: file.name,
    network,
    // What it says is checked there.
    preprocess: preprocess as PixelName | undefined,
    // That it was compiled in Python is nothing to whoever trains a head on it.
    notes: notes.filter(({ code }) => code !== 'keras-compilation'),
  });
}

async function read(file: File): Promise<{ readonly network: Network; readonly notes: readonly Note[] }> {
  const start = new Uint8Array(await file.slice(0, 9).arrayBuffer());
  // The length of a header of at most 10 MB, and the brace that it begins with.
  const isSafetensors = start[8] === 0x7b && start.subarray(3, 8).every((byte) => byte === 0);
  // Each reader is large, and most pages need neither.
  if (!isSafetensors) return (await import('@graftjs/formats/keras')).readKeras(file);
  const { readNetworkSafetensors } = await import('@graftjs/formats/safetensors');
  return { ...readNetworkSafetensors(new Uint8Array(await file.arrayBuffer())), notes: [] };
}
