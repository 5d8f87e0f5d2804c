import type { Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { damaged } from '../../hdf5/damaged.js';
import type { Dataset, Group } from '../../hdf5/open-hdf5.js';
import type { FileWeight, Matching } from './matching.js';
import { matchByName } from './matching.js';
import type { WeightModel } from './weight-tree.js';
import { listWanted } from './weight-tree.js';

const MOST_PARTS = 100_000;

/**
 * The layout of `.h5` files since Keras 1: a group for each layer of the outermost model, with lists of names.
 *
 * Layers are matched by name where all names agree, else, as Keras does it, by order. A model within is one group.
 *
 * @param group what has the attribute `layer_names`
 * @see keras/src/legacy/saving/legacy_h5_format.py
 */
export async function matchLegacyLayout(group: Group, tree: WeightModel, matching: Matching): Promise<readonly Note[]> {
  const [backend = 'tensorflow'] = (await group.strings('backend')) ?? [];
  if (['theano', 'cntk'].includes(backend)) {
    throw new GraftError(
      'keras-unsupported',
      `The weights of this file were saved by Keras on ${backend}, which turns kernels round. Load and save them with Keras on TensorFlow.`,
    );
  }
  const saved = await readLayers(group);
  const wanted = tree.children.filter((child) => listWanted(child).length > 0);
  const byName = wanted.every(({ name }) => saved.has(name)) || wanted.length !== saved.size;
  const inOrder = [...saved.values()];
  wanted.forEach((child, at) => {
    const given = (byName ? saved.get(child.name) : inOrder[at]) ?? [];
    const matched = matchByName(listWanted(child), given, child.kind === 'model' ? 2 : 1);
    matching.pair(matched.wanted, matched.given);
    saved.delete(child.name);
  });
  if (byName) for (const weights of saved.values()) matching.pair([], weights);
  return byName ? [] : [{ code: 'weights-by-order', message: BY_ORDER }];
}

export const BY_ORDER =
  'The layers of the file have other names than those of the network, so weights were matched by the order of the layers; shapes agree.';

/** Whether a group has this layout. */
export async function isLegacyLayout(group: Group): Promise<boolean> {
  return ((await group.strings('layer_names')) ?? (await group.strings('layer_names0'))) !== undefined;
}

/** All weights of a file of this layout, in its order. */
export async function listLegacyWeights(root: Group): Promise<readonly FileWeight[]> {
  const inner = root.names.includes('model_weights') ? await root.open('model_weights') : root;
  return inner?.kind === 'group' ? [...(await readLayers(inner)).values()].flat() : [];
}

/** By layer, those that have any. */
async function readLayers(group: Group): Promise<Map<string, readonly FileWeight[]>> {
  const names = await readNames(group, 'layer_names');
  const saved = new Map<string, readonly FileWeight[]>();
  for (const name of [...names, 'top_level_model_weights']) {
    const weights = await readLayer(group, name, names.includes(name));
    if (weights.length > 0) saved.set(name, weights);
  }
  return saved;
}

async function readLayer(group: Group, name: string, isListed: boolean): Promise<readonly FileWeight[]> {
  const layer = await openPath(group, name);
  if (layer === undefined && !isListed) return [];
  if (layer?.kind !== 'group') throw damaged(`it lists the layer "${name}" and does not have it`);
  const weights: FileWeight[] = [];
  for (const weight of await readNames(layer, 'weight_names')) {
    const dataset = await openPath(layer, weight);
    if (dataset?.kind !== 'dataset')
      throw damaged(`it lists the weight "${weight}" of layer "${name}" and does not have it`);
    weights.push({ label: `${name}/${weight}`, dataset });
  }
  return weights;
}

/** A list of names, which Keras cuts into `names0`, `names1`, … where it is too long for an object header. */
export async function readNames(group: Group, attribute: string): Promise<readonly string[]> {
  const whole = await group.strings(attribute);
  if (whole !== undefined) return whole;
  const names: string[] = [];
  for (let part = 0; part < MOST_PARTS; part++) {
    const more = await group.strings(`${attribute}${part}`);
    if (more === undefined) break;
    names.push(...more);
  }
  return names;
}

async function openPath(group: Group, path: string): Promise<Group | Dataset | undefined> {
  let found: Group | Dataset | undefined = group;
  for (const name of path.split('/')) found = found?.kind === 'group' ? await found.open(name) : undefined;
  return found;
}
