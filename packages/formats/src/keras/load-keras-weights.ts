import type { Network, Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { checkNetwork } from '@graftjs/network';
import { resolveLayers } from '@graftjs/network/resolve-layers';
import { openHdf5 } from '../hdf5/open-hdf5.js';
import type { ByteSource } from '../source/byte-source.js';
import { byteSource } from '../source/byte-source.js';
import { openArchive } from '../zip/open-archive.js';
import { inObjects, rolesInOrder } from './keras-order.js';
import { archiveNames, tellFormat } from './read-keras.js';
import { readWeights } from './weights/read-weights.js';
import type { WantedWeight, WeightModel, WeightTree } from './weights/weight-tree.js';

/** A network with the weights of a file. */
export interface LoadedWeights {
  readonly network: Network;
  /** How they were found, where that is not by name. */
  readonly notes: readonly Note[];
}

/**
 * Gives a network the weights of a file: what `model.save_weights` writes in Keras 2 and Keras 3 (`.weights.h5`, `.h5`), or
 * those of a whole model (`.keras`, `.h5`), whose architecture is then not looked at.
 *
 * Layers are matched by name where all names agree, else by order, and every shape must fit.
 *
 * @param network its own weights are not looked at
 * @param file bytes or a Blob
 * @throws GraftError 'weights-mismatch' that lists all that is missing, surplus or of another shape; 'bad-weight-…',
 *   'no-weights', 'unknown-file', 'hdf5-…', 'zip-…'
 * @example
 * const { network } = await loadKerasWeights(parseKerasJson(json).network, await openAsBlob('model.weights.h5'));
 */
export async function loadKerasWeights(network: Network, file: Uint8Array | Blob): Promise<LoadedWeights> {
  return loadKerasWeightsSource(network, byteSource(file));
}

/** As `loadKerasWeights`, from any source of bytes. */
export async function loadKerasWeightsSource(network: Network, source: ByteSource): Promise<LoadedWeights> {
  const format = await tellFormat(source);
  const archive = format === 'zip' ? await openArchive(source) : undefined;
  const hdf5 = archive === undefined ? source : await archive.open(archiveNames.weights);
  if (format === 'json' || hdf5 === undefined) {
    throw new GraftError('no-weights', 'This file holds no weights of Keras. Give a .weights.h5, .h5 or .keras file.');
  }
  checkNetwork({ ...network, weights: new Map() });
  const { weights, notes } = await readWeights(await openHdf5(hdf5, archive?.budget), treeOf(network));
  return { network: { ...network, weights }, notes };
}

/** A network's layers in the order and nesting that Keras would have them: `trunk/conv1` is a layer of a model within. */
function treeOf(network: Network): WeightModel {
  const seen = new Set<string>();
  const root = { kind: 'model' as const, name: network.name, className: '', children: [] as WeightTree[] };
  const models = new Map([['', root]]);
  const modelAt = (path: readonly string[]): typeof root => {
    const known = models.get(path.join('/'));
    if (known !== undefined) return known;
    const model = { kind: 'model' as const, name: path.at(-1) ?? '', className: '', children: [] as WeightTree[] };
    models.set(path.join('/'), model);
    modelAt(path.slice(0, -1)).children.push(model);
    return model;
  };
  for (const { layer, entry, options, inputs } of resolveLayers(network)) {
    const path = layer.name.split('/');
    const name = path.at(-1) ?? layer.name;
    const roles = rolesInOrder(entry.roles(inputs, options));
    const weights = roles.flatMap(([role, { shape, trainable }]): WantedWeight[] => {
      const weight = layer.weights[role];
      if (weight === undefined || seen.has(weight)) return [];
      seen.add(weight);
      return [{ name: weight, layer: name, role, shape, trainable }];
    });
    const isAgain = weights.length === 0 && roles.length > 0;
    if (isAgain) continue;
    modelAt(path.slice(0, -1)).children.push({
      kind: 'layer',
      name,
      className: layer.type,
      weights,
      objects: inObjects(layer.type, layer.options, weights),
    });
  }
  return root;
}
