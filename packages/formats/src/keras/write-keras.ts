import type { HostTensor, Json, Network } from '@graftjs/core';
import { checkComplete, checkNetwork } from '@graftjs/network';
import type { GroupToWrite } from '../hdf5/write-hdf5.js';
import { writeHdf5 } from '../hdf5/write-hdf5.js';
import { byteSource } from '../source/byte-source.js';
import { writeArchive } from '../zip/write-archive.js';
import { withoutKerasMasks } from './connect-keras-masks.js';
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
  checkComplete(network);
  const plain = withoutKerasMasks(network);
  const layers = gatherLayers(plain);
  const json = (value: Json) => byteSource(new TextEncoder().encode(JSON.stringify(value)));
  return writeArchive(
    new Map([
      [archiveNames.metadata, json({ keras_version: KERAS_VERSION })],
      [archiveNames.config, json(writeConfig(plain, layers))],
      [archiveNames.weights, writeHdf5(weightGroups(network, layers))],
    ]),
  );
}

/** `layers/conv2d_1/vars/0`, `layers/lstm/cell/vars/0`, with the layer's own name beside it. */
function weightGroups(network: Network, layers: readonly KerasLayer[]): GroupToWrite {
  const keys = keysOf(layers);
  const groups = layers.flatMap((layer): [string, GroupToWrite][] => {
    if (layer.objects.every(({ weights }) => weights.length === 0)) return [];
    const group = { members: new Map<string, GroupToWrite | HostTensor>() };
    const own = { members: new Map<string, HostTensor>(), attributes: { name: layer.name } };
    group.members.set('vars', own);
    for (const { paths, weights } of layer.objects) {
      const vars = varsAt(group, paths[0] ?? '');
      weights.forEach(({ name }, at) => {
        const value = network.weights.get(name);
        if (value !== undefined) vars.set(String(at), value);
      });
    }
    return [[keys.get(layer) ?? layer.name, group]];
  });
  return { members: new Map([['layers', { members: new Map(groups) }]]) };
}

type Members = Map<string, GroupToWrite | HostTensor>;

/** The numbered weights of an object within a layer: 'forward_layer/cell'; '' is the layer itself. */
function varsAt(group: { readonly members: Members }, path: string): Members {
  let { members } = group;
  for (const name of [...path.split('/').filter((part) => part !== ''), 'vars']) {
    const found = members.get(name);
    const inner: { readonly members: Members } =
      found !== undefined && 'members' in found ? { members: found.members as Members } : { members: new Map() };
    if (found === undefined) members.set(name, inner);
    ({ members } = inner);
  }
  return members;
}
