import type { Layer, Network } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import { inferShapes, listWeights } from '@graftjs/network';
import type { TrainedPart } from '../estimate-training.js';
import { positionsIn, valuesIn } from './sizes.js';

/**
 * Multiplications of one step for one example: forward once, back once for the input and once for each layer whose weights
 * train. Layers without products count their values, which take about as long as ten products each.
 */
export function countStepOperations(part: TrainedPart): number {
  const { network, trained } = part;
  const productsOf = counter(network);
  const learning = learningLayers(part);
  return network.layers.reduce((sum, layer) => {
    const trains = Object.values(layer.weights).some(trained);
    const passesOn = layer.inputs.some(({ from }) => learning.has(from));
    return sum + productsOf(layer) * (1 + Number(trains) + Number(passesOn));
  }, 0);
}

/** Layers with a gradient by their output: tfjs frees none of these before the first layer is reached. */
export function learningLayers({ network, trained }: TrainedPart): ReadonlySet<string> {
  const learning = new Set<string>();
  for (const { name, inputs, weights } of network.layers) {
    if (Object.values(weights).some(trained) || inputs.some(({ from }) => learning.has(from))) learning.add(name);
  }
  return learning;
}

/** Every value of a kernel is multiplied once at each position. */
function counter(network: Network): (layer: Layer) => number {
  const weights = listWeights(network);
  const shapes = inferShapes(network);
  return ({ name, type, inputs, weights: roles }) => {
    const [output = []] = shapes.get(name) ?? [];
    const [input = []] = shapes.get(inputs[0]?.from ?? '') ?? [];
    const kernels = Object.entries(roles).filter(([role]) => role.endsWith('kernel'));
    if (kernels.length === 0) return valuesIn(output) * 10;
    const size = kernels.reduce((sum, [, weight]) => sum + sizeOf(weights.get(weight)?.shape ?? []), 0);
    return size * positionsIn(movesOverInput.has(type) ? input : output);
  };
}

/** Layer types that use their kernels at the positions of the input, and not of the output. */
const movesOverInput = new Set(['Bidirectional', 'Conv1DTranspose', 'Conv2DTranspose', 'GRU', 'LSTM', 'SimpleRNN']);
