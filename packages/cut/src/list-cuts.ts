import type { BatchShape, Cut, Network } from '@graftjs/core';
import { inferShapes } from '@graftjs/network';
import { traceDataPath, type DataPath, type Step } from './data-path.js';

/**
 * Lists the cuts of a network: the layers that every path from the data input (the first one) to the output crosses. Residuals,
 * branches, side inputs and layers with several outputs are followed; a layer is a cut only if nothing but its first output is used. The output
 * layer is the last cut. Takes time in proportion to layers and connections.
 *
 * @returns in the network's order; `shape` is of one example, `carries` names the side inputs that are needed after the cut too
 * @throws GraftError 'several-outputs', 'no-inputs', 'no-data-path', and what `inferShapes` throws
 * @example
 * listCuts(network).map(({ layer }) => layer); // ['conv1', 'add1', 'flatten', 'predictions']
 */
export function listCuts(network: Network): Cut[] {
  const path = traceDataPath(network);
  const shapes = inferShapes(network);
  const lastUses = lastUsesOfSideInputs(network, path);
  return cutPositions(path).map((position) => {
    const { layer } = path.steps[position] as Step;
    return {
      layer: layer.name,
      shape: (shapes.get(layer.name)?.[0] as BatchShape).slice(1),
      carries: network.inputs.map(({ name }) => name).filter((name) => (lastUses.get(name) ?? -1) > position),
    };
  });
}

/**
 * The positions on a data path that no connection jumps over. As every step of the path is on some way from input to output,
 * a jump over a step is a way around it, and no jump means that there is none.
 */
export function cutPositions({ steps }: DataPath): number[] {
  const reaches = furthestReaches(steps);
  const cuts: number[] = [];
  let furthest = reaches.get(-1) ?? -1;
  steps.forEach(({ outputs }, position) => {
    if (furthest <= position && outputs.every((output) => output === 0)) cuts.push(position);
    furthest = Math.max(furthest, reaches.get(position) ?? -1);
  });
  return cuts;
}

function furthestReaches(steps: DataPath['steps']): Map<number, number> {
  const reaches = new Map<number, number>();
  steps.forEach(({ sources }, position) => {
    for (const source of sources) reaches.set(source, position);
  });
  return reaches;
}

/** By name of a side input, and of a layer that side inputs alone decide: the last position on the path that it reaches. */
function lastUsesOfSideInputs(network: Network, path: DataPath): Map<string, number> {
  const uses = new Map<string, number>();
  for (const layer of [...network.layers].reverse()) {
    const use = path.positions.get(layer.name) ?? uses.get(layer.name);
    if (use === undefined) continue;
    for (const { from } of layer.inputs) {
      if (from === path.input || path.positions.has(from)) continue;
      uses.set(from, Math.max(use, uses.get(from) ?? -1));
    }
  }
  return uses;
}
