import { sizeOf, type Block, type Layer, type Network } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { checkCut } from './check-cut.js';
import { traceDataPath } from './data-path.js';
import { findBlockEnds } from './find-block-ends.js';

/**
 * Splits a network into blocks, few and each with weights that can train, for strategies that freeze and unfreeze. Every layer that
 * the output needs is in one block; a stretch without such weights belongs to the block after it, or to the last. Layers that
 * share a weight are never in different blocks, since a weight is frozen or not.
 *
 * @param blockEnds cuts at which blocks end, in any order; the last block ends at the output in any case. Default: found from
 * the graph, at merges, at downsampling and before the first flattening
 * @returns in order; empty for a network without such weights. A block is named after its last layer, and BatchNorm statistics
 * count among its parameters
 * @throws GraftError 'unknown-cut' for a block end that is no cut, and what `listCuts` throws
 * @example
 * splitBlocks(network, ['block1_pool', 'block2_pool']).map(({ name }) => name); // ['block1_pool', 'block2_pool', 'predictions']
 */
export function splitBlocks(network: Network, blockEnds?: readonly string[]): Block[] {
  for (const end of blockEnds ?? []) checkCut(network, end);
  const ends = new Set(blockEnds ?? findBlockEnds(network));
  const roles = listWeights(network);
  const trains = (weight: string): boolean => roles.get(weight)?.trainable === true;
  const groups = joinSharing(joinBare(splitAfter(neededLayers(network), ends), trains));

  const count = (weight: string): number => sizeOf(roles.get(weight)?.shape ?? [0]);
  return groups.map((layers) => ({
    name: layers.at(-1)?.name ?? network.name,
    layers: layers.map(({ name }) => name),
    parameters: [...weightsOf(layers)].reduce((sum, weight) => sum + count(weight), 0),
    hasBatchNorm: layers.some(({ type }) => type === 'BatchNormalization'),
  }));
}

/** Up to the output, which is the last layer then. */
function neededLayers(network: Network): Layer[] {
  const needed = new Set([traceDataPath(network).output.from]);
  const layers = [...network.layers].reverse().filter(({ name, inputs }) => {
    if (!needed.has(name)) return false;
    for (const { from } of inputs) needed.add(from);
    return true;
  });
  return layers.reverse();
}

function splitAfter(layers: readonly Layer[], ends: ReadonlySet<string>): Layer[][] {
  const groups: Layer[][] = [[]];
  for (const layer of layers) {
    groups.at(-1)?.push(layer);
    if (ends.has(layer.name)) groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

/** Joins what can learn nothing to the group after it; at the end, to the group before. */
function joinBare(groups: readonly Layer[][], trains: (weight: string) => boolean): Layer[][] {
  const joined: Layer[][] = [];
  let bare: Layer[] = [];
  for (const group of groups) {
    bare = [...bare, ...group];
    if (![...weightsOf(group)].some(trains)) continue;
    joined.push(bare);
    bare = [];
  }
  joined.at(-1)?.push(...bare);
  return joined;
}

/** Joins groups that share a weight, with all that lies between them. */
function joinSharing(groups: readonly Layer[][]): Layer[][] {
  const lastUses = new Map<string, number>();
  groups.forEach((group, index) => weightsOf(group).forEach((weight) => lastUses.set(weight, index)));
  const joined: Layer[][] = [];
  let reach = -1;
  groups.forEach((group, index) => {
    if (index <= reach) joined.at(-1)?.push(...group);
    else joined.push([...group]);
    for (const weight of weightsOf(group)) reach = Math.max(reach, lastUses.get(weight) ?? -1);
  });
  return joined;
}

function weightsOf(layers: readonly Layer[]): Set<string> {
  return new Set(layers.flatMap(({ weights }) => Object.values(weights)));
}
