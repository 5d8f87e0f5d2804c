import { GraftError, listNearest, type Network } from '@graftjs/core';
import { traceDataPath, type DataPath } from './data-path.js';
import { cutPositions } from './list-cuts.js';

/**
 * Makes sure that a layer is a cut; the message says why it is none and names the cuts around it.
 *
 * @throws GraftError 'bad-option', 'unknown-cut', 'several-outputs', 'no-inputs', 'no-data-path'
 */
export function checkCut(network: Network, layer: string): void {
  if (typeof layer !== 'string') {
    throw new GraftError(
      'bad-option',
      `A cut is named by its layer; got ${JSON.stringify(layer) ?? 'nothing'}. Name one, as listCuts(network) has them.`,
    );
  }
  const path = traceDataPath(network);
  const positions = cutPositions(path);
  const position = path.positions.get(layer);
  if (position !== undefined && positions.includes(position)) return;
  const nameAt = (at: number): string => path.steps[at]?.layer.name ?? path.input;

  if (position === undefined) {
    const nearest = listNearest(layer, positions.map(nameAt));
    const which =
      nearest.length === positions.length
        ? 'Cut at one of'
        : `It can be cut at ${positions.length} layers; nearest by their names are`;
    throw new GraftError('unknown-cut', `${whatItIs(network, path, layer)} ${which}: ${nearest.join(', ')}.`);
  }
  const before = positions.filter((cut) => cut < position).at(-1);
  const after = positions.find((cut) => cut > position);
  const around = [before, after].filter((cut) => cut !== undefined).map(nameAt);
  throw new GraftError(
    'unknown-cut',
    `"${layer}" is a layer of ${network.name}, but no cut: ${why(path, position, nameAt(before ?? -1))}. Cut at one of: ${around.join(', ')}.`,
  );
}

function whatItIs(network: Network, path: DataPath, layer: string): string {
  if (network.layers.some(({ name }) => name === layer)) {
    return `"${layer}" is a layer of ${network.name}, but no cut: it is not between the data input "${path.input}" and the output "${path.output.from}".`;
  }
  if (network.inputs.some(({ name }) => name === layer)) {
    return `"${layer}" is an input of ${network.name}; a cut is a layer.`;
  }
  return `No layer "${layer}" in ${network.name}.`;
}

function why({ steps }: DataPath, position: number, from: string): string {
  const jump = steps.find(({ sources }, end) => end > position && sources.some((source) => source < position));
  if (jump !== undefined) return `a path from ${from} to ${jump.layer.name} goes around it`;
  return `more than its first output is used after it, and a cut is one tensor`;
}
