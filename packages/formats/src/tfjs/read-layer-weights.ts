import type { HostTensor } from '@graftjs/core';
import type { FileWeight, Matching } from '../keras/weights/matching.js';
import { matchByName, startMatching } from '../keras/weights/matching.js';
import { isObjectLayout } from '../keras/weights/read-object-layout.js';
import type { ReadWeights } from '../keras/weights/read-weights.js';
import { readMatched, readWeights } from '../keras/weights/read-weights.js';
import type { WeightLayer, WeightModel } from '../keras/weights/weight-tree.js';
import { asDataset, tensorsAsGroup } from './tensors-as-group.js';

/**
 * Finds the weights of a model's layers by the names of a TensorFlow.js file: `conv1/kernel`, with or without the models
 * around it; `lstm/lstm_cell/kernel`; and the paths that the converter takes from files of Keras 3.
 *
 * @throws GraftError 'weights-mismatch' that lists all that is missing, surplus or of another shape; 'bad-weight-values' for
 *   NaN and infinity
 */
export async function readLayerWeights(
  tensors: ReadonlyMap<string, HostTensor>,
  tree: WeightModel,
): Promise<ReadWeights> {
  const root = tensorsAsGroup(tensors);
  if (isObjectLayout(root) && [...tensors.keys()].every((name) => /\/\d+$/.test(name))) return readWeights(root, tree);
  const find = findOwners(tree);
  const matching = startMatching();
  const given = new Map<WeightLayer, FileWeight[]>();
  for (const [label, tensor] of tensors) {
    const weight = { label, dataset: asDataset(label, tensor) };
    const owner = find(label);
    if (owner === undefined) matching.pair([], [weight]);
    else given.set(owner, [...(given.get(owner) ?? []), weight]);
  }
  for (const layer of listLayers(tree, '').values()) {
    matchLayer(layer, given.get(layer) ?? [], matching);
  }
  matching.check(tree.name);
  return readMatched(matching, []);
}

/** By roles where the file has no others, so that what is missing has its name; else as Keras does it. */
function matchLayer({ weights }: WeightLayer, given: readonly FileWeight[], matching: Matching): void {
  const byRole = new Map(given.map((weight) => [weight.label.split('/').at(-1) ?? '', weight]));
  const roles = weights.map(({ role }) => role);
  if (byRole.size === given.length && [...byRole.keys()].every((role) => roles.includes(role))) {
    for (const weight of weights) matching.pair([weight], [byRole.get(weight.role) ?? []].flat());
    return;
  }
  const matched = matchByName(weights, given, 1);
  matching.pair(matched.wanted, matched.given);
}

/** @returns which layer a name belongs to: the one whose path, or whose name if it is the only one, is in it earliest */
function findOwners(tree: WeightModel): (label: string) => WeightLayer | undefined {
  const byPath = listLayers(tree, '');
  const byName = new Map<string, WeightLayer | undefined>();
  for (const layer of byPath.values()) byName.set(layer.name, byName.has(layer.name) ? undefined : layer);
  return (label) => {
    const parts = label.split('/');
    for (let begin = 0; begin < parts.length - 1; begin++) {
      for (let end = parts.length - 1; end > begin; end--) {
        const name = parts.slice(begin, end).join('/');
        const layer = byPath.get(name) ?? byName.get(name);
        if (layer !== undefined) return layer;
      }
    }
    return undefined;
  };
}

/** Layers by their paths: `trunk/conv1`. */
function listLayers(tree: WeightModel, within: string): Map<string, WeightLayer> {
  return new Map(
    tree.children.flatMap((child): [string, WeightLayer][] => {
      if (child.kind === 'layer') return child.weights.length === 0 ? [] : [[`${within}${child.name}`, child]];
      return [...listLayers(child, `${within}${child.name}/`)];
    }),
  );
}
