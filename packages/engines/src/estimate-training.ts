import type { BatchNormMode, Layer, Network } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import { inferShapes, listWeights, sliceNetwork } from '@graftjs/network';

/** What trains by steps: a network without the frozen part that is cached. */
export interface TrainedPart {
  /** From the boundary to the scores. */
  readonly network: Network;
  /** By weight name. */
  readonly trained: (weight: string) => boolean;
  /** By layer name. Default: 'frozen' everywhere. */
  readonly batchNorm?: ((layer: string) => BatchNormMode) | undefined;
}

export interface TrainingEstimate {
  /** Of all steps over all epochs; without validation, and without computing features. */
  readonly minutes: number;
  /** Held at once by weights, gradients, optimizer and activations; without what the program holds besides. */
  readonly bytes: number;
}

export interface TrainingPlan {
  readonly batchSize: number;
  /** Examples an epoch. */
  readonly examples: number;
  readonly epochs: number;
  /** Of one step, an example: what `measureTrainingStep` gave for the part. */
  readonly secondsPerExample: number;
}

/** A later boundary, and what training costs with it. */
export interface LaterBoundary extends TrainingEstimate {
  /** The layer up to which everything would be frozen. */
  readonly boundary: string;
}

/**
 * Time and memory that training takes, before the first step: time in proportion to a measured step, memory from the shapes of
 * what a gradient tape keeps. Time is rough, memory right to about a third.
 *
 * @param boundaries layers of the part at which it might begin instead, such as the ends of its blocks
 * @returns with what each of `boundaries` would cost instead, in their order
 * @example
 * estimateTraining(part, { batchSize: 32, examples: 800, epochs: 5, secondsPerExample: 0.06 }).minutes; // 4
 */
export function estimateTraining(
  part: TrainedPart,
  plan: TrainingPlan,
  boundaries: readonly string[] = [],
): TrainingEstimate & { readonly laterBoundaries: readonly LaterBoundary[] } {
  const { batchSize, examples, epochs, secondsPerExample } = plan;
  const minutes = (examples * epochs * secondsPerExample) / 60;
  const operations = countStepOperations(part);
  const laterBoundaries = boundaries.map((boundary) => {
    const later = { ...part, network: sliceNetwork(part.network, { after: boundary }) };
    return {
      boundary,
      minutes: (minutes * countStepOperations(later)) / operations,
      bytes: estimateTrainingBytes(later, batchSize),
    };
  });
  return { minutes, bytes: estimateTrainingBytes(part, batchSize), laterBoundaries };
}

/** The largest batch, at least 1, that trains within so many bytes; undefined when not even one example does. */
export function largestTrainingBatch(part: TrainedPart, bytes: number): number | undefined {
  const one = estimateTrainingBytes(part, 1);
  const each = estimateTrainingBytes(part, 2) - one;
  const batch = Math.floor((bytes - one) / each) + 1;
  return batch >= 1 ? batch : undefined;
}

/** Memory at the height of a step. Shares of one value are counted once, as every backend has them after `registerGradients`. */
export function estimateTrainingBytes(part: TrainedPart, batchSize: number): number {
  const { network, trained } = part;
  let weights = 0;
  for (const [name, { shape }] of listWeights(network)) weights += sizeOf(shape) * (trained(name) ? COPIES : 1);
  const sizes = outputSizes(network);
  const kept = [...keptOutputs(part)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const extra = network.layers.reduce((sum, layer) => sum + keptInside(layer, part) * (sizes.get(layer.name) ?? 0), 0);
  const slopes = [...learningLayers(part)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const passing = PASSING * Math.max(0, ...sizes.values());
  return FLOAT_BYTES * (weights + batchSize * (kept + extra + slopes + passing));
}

const FLOAT_BYTES = 4;

/** Of a weight that trains: itself, its gradient, two values that an optimizer remembers, the next weight. */
const COPIES = 5;

/** Of the largest output: what the kernel of one gradient needs while it runs, such as padded or transposed copies. */
const PASSING = 4;

/** Layers whose gradient needs their input again. */
const keepsInput = new Set([
  ...['Add', 'AveragePooling2D', 'Concatenate', 'Conv2D', 'Dense', 'DepthwiseConv2D', 'Dropout'],
  ...['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'MaxPooling2D', 'Multiply', 'Rescaling', 'ZeroPadding2D'],
]);

/** Layers whose gradient needs their output again. */
const keepsOutput = new Set(['Activation', 'GlobalMaxPooling2D', 'MaxPooling2D', 'ReLU', 'Softmax']);

/** Layers that give the values of their input another shape, without a copy. */
const reshapes = new Set(['Flatten', 'Reshape']);

/** Names of the layers and inputs whose outputs are kept until the way back. The tape keeps them whether or not they train. */
function keptOutputs({ network, batchNorm = () => 'frozen' }: TrainedPart): ReadonlySet<string> {
  const source = new Map<string, string>();
  const owner = (name: string): string => source.get(name) ?? name;
  const kept = new Set(network.outputs.map(({ from }) => from));
  for (const layer of network.layers) {
    const [first] = layer.inputs;
    if (reshapes.has(layer.type) && first !== undefined) source.set(layer.name, owner(first.from));
    const isBatchNorm = layer.type === 'BatchNormalization';
    if (keepsInput.has(layer.type) || (isBatchNorm && batchNorm(layer.name) !== 'frozen')) {
      for (const { from } of layer.inputs) kept.add(owner(from));
    }
    if (keepsOutput.has(layer.type)) kept.add(layer.name);
  }
  return kept;
}

/** Layers with a gradient by their output: tfjs frees none of these before the first layer is reached. */
function learningLayers({ network, trained }: TrainedPart): ReadonlySet<string> {
  const learning = new Set<string>();
  for (const { name, inputs, weights } of network.layers) {
    if (Object.values(weights).some(trained) || inputs.some(({ from }) => learning.has(from))) learning.add(name);
  }
  return learning;
}

/** How many tensors of the size of its output a layer keeps besides its input and its output. */
function keptInside({ type, name, options }: Layer, { batchNorm = () => 'frozen' }: TrainedPart): number {
  const mode = batchNorm(name);
  // Measured: the statistics of a batch are many small steps for the tape.
  if (type === 'BatchNormalization') return mode === 'train' ? 8 : mode === 'affine' ? 1 : 0;
  if (type === 'Dropout') return 1;
  const activation = options['activation'];
  const hasOwnBias = ['Conv2D', 'Dense', 'DepthwiseConv2D'].includes(type) && options['use_bias'] !== false;
  const activated = activation !== undefined && activation !== 'linear' && type !== 'Activation';
  return Number(hasOwnBias) + Number(activated);
}

/**
 * Multiplications of one step for one example: forward once, back once for the input and once for each layer whose weights
 * train. Layers without products count their values, which take about as long as ten products each.
 */
function countStepOperations(part: TrainedPart): number {
  const { network, trained } = part;
  const weights = listWeights(network);
  const sizes = outputSizes(network);
  const learning = learningLayers(part);
  return network.layers.reduce((sum, layer) => {
    const trains = Object.values(layer.weights).some(trained);
    const passesOn = layer.inputs.some(({ from }) => learning.has(from));
    const kernel = weights.get(layer.weights['kernel'] ?? '')?.shape;
    const size = sizes.get(layer.name) ?? 0;
    const products = kernel === undefined ? size * 10 : size * productsPerOutput(layer.type, kernel);
    return sum + products * (1 + Number(trains) + Number(passesOn));
  }, 0);
}

function productsPerOutput(type: string, kernel: readonly number[]): number {
  return type === 'DepthwiseConv2D' ? sizeOf(kernel.slice(0, 2)) : sizeOf(kernel.slice(0, -1));
}

/** Values an example, of every input and layer. */
function outputSizes(network: Network): ReadonlyMap<string, number> {
  return new Map(
    [...inferShapes(network)].map(([name, shapes]) => [
      name,
      shapes.reduce((sum, shape) => sum + sizeOf(shape.slice(1).map((length) => length ?? 1)), 0),
    ]),
  );
}
