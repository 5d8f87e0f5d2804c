import type { Layer, Network } from '@graftjs/core';
import { inferShapes } from '@graftjs/network';

/** What gives the classes of a network. */
export interface Classifier {
  /** The last layer with weights; what comes after it only turns scores into probabilities. */
  readonly layer: string;
  /** One a class. */
  readonly columns: number;
}

const endings: readonly unknown[] = ['softmax', 'sigmoid'];

/**
 * Finds the classifier of a network that nobody describes: the Dense layer in which it ends, or, where it ends in a softmax or
 * sigmoid, the last layer with weights (the convolution of SqueezeNet).
 *
 * @returns undefined where it ends in features: in a map, in a pooling, or in several outputs
 */
export function findClassifier(network: Network): Classifier | undefined {
  const [output, ...others] = network.outputs;
  if (output === undefined || others.length > 0) return undefined;
  const shapes = inferShapes(network);
  const [, columns, ...more] = shapes.get(output.from)?.[output.output ?? 0] ?? [];
  if (typeof columns !== 'number' || more.length > 0) return undefined;

  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  let isEnded = false;
  for (let layer = layers.get(output.from); layer !== undefined; layer = onlySource(layer, layers)) {
    isEnded ||= layer.type === 'Softmax' || endings.includes(layer.options['activation']);
    if (Object.keys(layer.weights).length === 0) continue;
    return isEnded || layer.type === 'Dense' ? { layer: layer.name, columns } : undefined;
  }
  return undefined;
}

function onlySource({ inputs }: Layer, layers: ReadonlyMap<string, Layer>): Layer | undefined {
  const [input, ...others] = inputs;
  return input === undefined || others.length > 0 ? undefined : layers.get(input.from);
}
