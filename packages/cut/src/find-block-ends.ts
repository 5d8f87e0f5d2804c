import type { BatchShape, Cut, Network } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import { traceDataPath, type Step } from './data-path.js';
import { listCuts } from './list-cuts.js';

/**
 * Finds where blocks end in a network whose architecture does not say so: where branches merge (with the activation that
 * follows), where downsampling ends (after a pooling, before a layer that strides), and before the first flattening.
 *
 * @returns names of cuts, in the network's order
 * @throws what `listCuts` throws
 */
export function findBlockEnds(network: Network): string[] {
  const { steps, positions } = traceDataPath(network);
  const cuts = listCuts(withoutFreeAxes(network)).map((cut) => {
    const position = positions.get(cut.layer) ?? -1;
    return { ...cut, position, step: steps[position] as Step };
  });

  const ends = new Set<string>();
  cuts.forEach((cut, index) => {
    if (isMerge(cut.step)) ends.add(afterActivations(cuts, index).layer);
    const next = cuts[index + 1];
    if (next === undefined) return;
    const change = spatialChange(cut.shape, next.shape);
    if (change === 'flattened' || layerType(next.step.layer.type).flattens === true) ends.add(cut.layer);
    else if (change === 'smaller') ends.add(isPlain(next.step, cut.position) ? next.layer : cut.layer);
  });
  return cuts.map(({ layer }) => layer).filter((layer) => ends.has(layer));
}

type PlacedCut = Cut & { readonly position: number; readonly step: Step };

/** Sizes decide what downsampling is, so an axis that may change gets a length that every usual network can take. */
function withoutFreeAxes(network: Network): Network {
  const fill = (shape: BatchShape): BatchShape => shape.map((length, axis) => (axis === 0 ? length : (length ?? 256)));
  return { ...network, inputs: network.inputs.map((input) => ({ ...input, shape: fill(input.shape) })) };
}

function isMerge({ sources }: Step): boolean {
  return new Set(sources).size > 1;
}

/** A layer without weights that continues the layer at `position` and nothing else. */
function isPlain({ layer, sources }: Step, position: number): boolean {
  return Object.keys(layer.weights).length === 0 && sources.every((source) => source === position);
}

/** The last of the weightless, shape-keeping layers that follow a cut; the cut itself where none does. */
function afterActivations(cuts: readonly PlacedCut[], index: number): PlacedCut {
  const cut = cuts[index] as PlacedCut;
  const next = cuts[index + 1];
  const continues =
    next !== undefined && isPlain(next.step, cut.position) && spatialChange(cut.shape, next.shape) === 'same';
  return continues ? afterActivations(cuts, index + 1) : cut;
}

/** What happens to all axes but the last, which holds channels. */
function spatialChange(before: Cut['shape'], after: Cut['shape']): 'flattened' | 'smaller' | 'same' | 'larger' {
  if (after.length < before.length) return 'flattened';
  const [sizeBefore, sizeAfter] = [before, after].map((shape) =>
    shape.slice(0, -1).reduce<number>((product, length) => product * (length ?? 1), 1),
  ) as [number, number];
  if (sizeAfter === sizeBefore) return 'same';
  return sizeAfter < sizeBefore ? 'smaller' : 'larger';
}
