import { GraftError, listNearest, type Cut, type Network } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import { traceDataPath, type DataPath, type Step } from './data-path.js';
import { listCuts } from './list-cuts.js';

/**
 * Chooses where a pretrained network is best cut: the last cut before the first flattening operation (Flatten, or a global
 * pooling) on the way to the classifier; where there is none, the layer before the classifier; without top, the output.
 * A flattening inside a branch that another path goes around (squeeze-and-excitation) does not count.
 *
 * @param options.classifier the layer that gives the classes; leave it out for a network without top
 * @returns the cut, and why it was chosen, as a sentence
 * @throws GraftError 'unknown-layer' for a classifier that is not on the way to the output, 'no-bottleneck' where nothing comes
 * before it, and what `listCuts` throws
 * @example
 * findBottleneck(vgg19, { classifier: 'predictions' }).cut.layer; // 'block5_pool'
 */
export function findBottleneck(
  network: Network,
  options: { readonly classifier?: string | undefined } = {},
): { cut: Cut; reason: string } {
  const path = traceDataPath(network);
  const cuts = listCuts(network);
  const { classifier } = options;
  if (classifier === undefined) {
    const cut = cuts.at(-1);
    if (cut === undefined) throw noBottleneck(network, 'no layer that passes on one tensor');
    return {
      cut,
      reason: `${cut.layer} is the output of ${network.name}; no classifier is named, so all of it is kept.`,
    };
  }

  const end = path.positions.get(classifier);
  if (end === undefined) throw unknownClassifier(network, path, classifier);
  const placed = cuts.map((cut) => ({ cut, position: path.positions.get(cut.layer) ?? -1 }));
  const flattened = flattenedSteps(path);

  const flat = placed.findIndex(({ position }) => position <= end && flattened[position]);
  const before = placed[flat - 1];
  if (before !== undefined) {
    const { layer } = path.steps
      .slice(before.position + 1)
      .find(({ layer }) => layerType(layer.type).flattens === true) as Step;
    const reason = `${before.cut.layer} is the last cut before ${layer.type} "${layer.name}", the first layer that flattens on the way to "${classifier}".`;
    return { cut: before.cut, reason };
  }

  const last = placed.filter(({ position }) => position < end).at(-1);
  if (last === undefined) throw noBottleneck(network, `nothing before "${classifier}"`);
  const why = flat === -1 ? 'nothing on the way flattens' : 'nothing comes before the first layer that flattens';
  return { cut: last.cut, reason: `${last.cut.layer} is the last cut before "${classifier}"; ${why}.` };
}

/** For each step: whether every path to it has been flattened. */
function flattenedSteps({ steps }: DataPath): boolean[] {
  const flattened: boolean[] = [];
  for (const { layer, sources } of steps) {
    flattened.push(layerType(layer.type).flattens === true || sources.every((source) => flattened[source] === true));
  }
  return flattened;
}

function unknownClassifier(network: Network, path: DataPath, classifier: string): GraftError {
  const nearest = listNearest(classifier, path.positions.keys()).join(', ');
  return new GraftError(
    'unknown-layer',
    `No layer "${classifier}" on the way from "${path.input}" to the output of ${network.name}. The classifier is one of: ${nearest}.`,
  );
}

function noBottleneck(network: Network, what: string): GraftError {
  return new GraftError('no-bottleneck', `${network.name} has no bottleneck: there is ${what}.`);
}
