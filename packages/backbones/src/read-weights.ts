import type { HostTensor, Network, Note } from '@graftjs/core';
import { readBytes } from '@graftjs/core/read-bytes';
import { listWeights } from '@graftjs/network';
import { readSafetensors } from '@graftjs/safetensors';
import type { NetworkOptions } from './parts/image-network.js';

/** A file of weights, whatever its format. */
export interface WeightsFile {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** What the file says of itself. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
  /** How they were found, where that is not by name. */
  readonly notes: readonly Note[];
}

/**
 * Reads a file of weights: safetensors, or what Keras writes (.h5, .weights.h5, .keras), of a whole model too.
 *
 * Safetensors keep their names. Those of Keras are matched with the architecture, by name or by order and shape, and get its
 * names.
 *
 * @param source its bytes, its address, or (in Node) its path
 * @param build the architecture that it is for
 * @throws GraftError 'unreadable-file', and what `readSafetensors` and `loadKerasWeights` throw
 */
export async function readWeights(
  source: string | URL | Uint8Array,
  build: (options: NetworkOptions) => Network,
): Promise<WeightsFile> {
  const bytes = source instanceof Uint8Array ? source : await readBytes(source);
  if (!isKeras(bytes)) return { ...readSafetensors(bytes), bytes, notes: [] };
  // Only whoever has such a file needs its reader.
  const { listKerasWeights, loadKerasWeights } = await import('@graftjs/formats/keras');
  const bare = build(fitting(build, await listKerasWeights(bytes)));
  const { network, notes } = await loadKerasWeights(bare, bytes);
  return { tensors: network.weights, metadata: new Map(), bytes, notes };
}

/** HDF5, or the zip file around it. */
function isKeras(bytes: Uint8Array): boolean {
  return [
    [0x89, 0x48, 0x44, 0x46],
    [0x50, 0x4b],
  ].some((signature) => signature.every((byte, at) => bytes[at] === byte));
}

/** Whether the file has a top, by how many weights it has, and of how many classes: what is left when all other shapes are paired. */
function fitting(
  build: (options: NetworkOptions) => Network,
  found: ReadonlyMap<string, readonly number[]>,
): NetworkOptions {
  const top = found.size !== listWeights(build({ top: false })).size;
  if (!top) return { top };
  const left = [...found.values()].map((shape) => shape.join());
  for (const { shape } of listWeights(build({ top: false })).values()) {
    const at = left.indexOf(shape.join());
    if (at !== -1) left.splice(at, 1);
  }
  const classes = Number(left.filter((shape) => /^\d+$/.test(shape)).at(-1));
  return classes > 0 ? { top, classes } : { top };
}
