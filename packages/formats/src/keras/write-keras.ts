import type { HostTensor, Json, Network } from '@graftjs/core';
import { formatShape, GraftError } from '@graftjs/core';
import { checkNetwork, listWeights } from '@graftjs/network';
import type { GroupToWrite } from '../hdf5/write-hdf5.js';
import { writeHdf5 } from '../hdf5/write-hdf5.js';
import { byteSource } from '../source/byte-source.js';
import { writeArchive } from '../zip/write-archive.js';
import { archiveNames } from './read-keras.js';
import { keysOf } from './weights/read-object-layout.js';
import type { KerasLayer } from './write-config.js';
import { gatherLayers, writeConfig } from './write-config.js';

/** The Keras whose layout this is. */
const KERAS_VERSION = '3.15.1';

/**
 * Writes a network with its weights as a `.keras` file, which Keras 3 loads with `keras.saving.load_model`. The same network
 * always gives the same bytes, and no value changes a bit.
 *
 * Keras allows no slash in a name: `trunk/conv1` becomes `trunk.conv1`. Layers that name the same weights become calls of
 * one layer.
 *
 * @returns the whole file
 * @throws GraftError 'missing-weight' that lists all without values; 'cannot-write' for layers that share only some weights;
 *   what `checkNetwork` throws
 * @example
 * await writeFile('model.keras', await writeKeras(network));
 */
export async function writeKeras(network: Network): Promise<Uint8Array<ArrayBuffer>> {
  checkNetwork(network);
  const missing = [...listWeights(network)].filter(([name]) => !network.weights.has(name));
  if (missing.length > 0) {
    const names = missing.map(([name, { shape }]) => `${name} (${formatShape(shape)})`).join(', ');
    throw new GraftError('missing-weight', `${network.name} has no values for ${missing.length} weights: ${names}.`);
  }
  const layers = gatherLayers(network);
  const json = (value: Json) => byteSource(new TextEncoder().encode(JSON.stringify(value)));
  return writeArchive(
    new Map([
      [archiveNames.metadata, json({ keras_version: KERAS_VERSION })],
      [archiveNames.config, json(writeConfig(network, layers))],
      [archiveNames.weights, writeHdf5(weightGroups(network, layers))],
    ]),
  );
}

/** `layers/conv2d_1/vars/0`, with the layer's own name beside it. */
function weightGroups(network: Network, layers: readonly KerasLayer[]): GroupToWrite {
  const keys = keysOf(layers);
  const groups = layers.flatMap((layer): [string, GroupToWrite][] => {
    const values = layer.weights.flatMap((name): readonly HostTensor[] => {
      const value = network.weights.get(name);
      return value === undefined ? [] : [value];
    });
    if (values.length === 0) return [];
    const vars = { members: new Map(values.map((value, at) => [String(at), value])), attributes: { name: layer.name } };
    return [[keys.get(layer) ?? layer.name, { members: new Map([['vars', vars]]) }]];
  });
  return { members: new Map([['layers', { members: new Map(groups) }]]) };
}
