import type { BatchNormMode, BatchShape } from '@graftjs/core';
import { inferShapes } from '@graftjs/network';
import type { TrainedPart } from '../estimate-training.js';
import { listWrapped, type BareLayer } from '../wrapped-layers.js';
import { outputSizes, positionsIn, valuesIn } from './sizes.js';

// Measured on wasm: what the tape holds when it holds most, which is on the way back.

/** Values an example that are kept until the way back. The tape keeps them whether or not they train. */
export function keptValues(part: TrainedPart): number {
  const { network, batchNorm = () => 'frozen' } = part;
  const sizes = outputSizes(network);
  const shapes = inferShapes(network);
  const outputs = [...keptOutputs(part)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const inside = network.layers.map((layer) => {
    const inputs = layer.inputs.map(({ from, output = 0 }) => shapes.get(from)?.[output] ?? []);
    return keptInside(layer, inputs, shapes.get(layer.name)?.[0] ?? [], batchNorm(layer.name));
  });
  return inside.reduce((sum, values) => sum + values, outputs);
}

/** Layers whose gradient needs their input again. */
const keepsInput = new Set([
  ...['Add', 'Average', 'Concatenate', 'Dot', 'Maximum', 'Minimum', 'Multiply', 'Subtract'],
  ...['AdditiveAttention', 'Attention', 'Bidirectional', 'GRU', 'LSTM', 'MultiHeadAttention', 'SimpleRNN'],
  ...['AveragePooling1D', 'AveragePooling2D', 'MaxPooling1D', 'MaxPooling2D'],
  ...['Conv1D', 'Conv1DTranspose', 'Conv2D', 'Conv2DTranspose', 'Dense', 'DepthwiseConv1D', 'DepthwiseConv2D'],
  ...['SeparableConv1D', 'SeparableConv2D', 'TimeDistributed', 'Dropout', 'LeakyReLU', 'PReLU'],
  ...['GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
  ...['GroupNormalization', 'LayerNormalization', 'RMSNormalization', 'UnitNormalization'],
  ...['Normalization', 'Rescaling', 'UpSampling1D', 'UpSampling2D', 'ZeroPadding1D', 'ZeroPadding2D'],
]);

/** Layers whose gradient needs their output again. */
const keepsOutput = new Set([
  ...['Activation', 'ELU', 'ReLU', 'Softmax'],
  ...['GlobalMaxPooling1D', 'GlobalMaxPooling2D', 'MaxPooling1D', 'MaxPooling2D'],
]);

/** Layers that give the values of their input another shape, or none, without a copy. */
const reshapes = new Set(['Flatten', 'Identity', 'Reshape']);

/** Names of the layers and inputs whose outputs are kept. */
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

/** Values an example that a layer keeps besides its input and its output. */
function keptInside(layer: BareLayer, inputs: readonly BatchShape[], output: BatchShape, mode: BatchNormMode): number {
  const { type, options } = layer;
  const size = valuesIn(output);
  const [input = []] = inputs;
  if (type === 'BatchNormalization') return size * (mode === 'train' ? 8 : mode === 'affine' ? 1 : 0);
  const ofStep = perUnitAndStep[type];
  if (ofStep !== undefined) return ofStep * Number(options['units']) * positionsIn(input);
  // A layer for each step takes the steps for more examples, and one in two directions is two.
  const timed = type === 'TimeDistributed';
  const child = (shape: BatchShape): BatchShape => (timed ? [null, ...shape.slice(2)] : shape);
  const within = listWrapped(layer).map((wrapped) => keptInside(wrapped, [child(input)], child(output), mode));
  const own = type.endsWith('Attention') ? keptByAttention(layer, inputs) : size * copiesIn(layer);
  return within.reduce((sum, values) => sum + values, 0) * (timed ? (input[1] ?? 1) : 1) + own;
}

/** Values for each unit and step. */
const perUnitAndStep: Readonly<Record<string, number>> = { GRU: 60, LSTM: 47, SimpleRNN: 7 };

/** How many tensors of the size of its output a layer keeps. */
function copiesIn({ type, options }: BareLayer): number {
  const activation = String(options['activation'] ?? 'linear');
  const inside = ofActivation[activation] ?? 0;
  if (type === 'Activation') return inside;
  const hasOwnBias = hasKernel.test(type) && options['use_bias'] !== false;
  return (ofType[type] ?? 0) + Number(hasOwnBias) + (activation === 'linear' ? 0 : 1 + inside);
}

const hasKernel = /^(Dense|(Depthwise|Separable)?Conv[12]D(Transpose)?)$/;

const ofType: Readonly<Record<string, number>> = {
  Average: 2,
  Dropout: 1,
  GroupNormalization: 11,
  LayerNormalization: 11,
  Maximum: 3,
  Minimum: 3,
  PReLU: 8,
  RMSNormalization: 5,
  SeparableConv1D: 1,
  SeparableConv2D: 1,
  UnitNormalization: 4,
};

/** None for an activation of one kernel. */
const ofActivation: Readonly<Record<string, number>> = {
  gelu: 12,
  gelu_approximate: 16,
  hard_sigmoid: 5,
  hard_silu: 7,
  hard_swish: 7,
  mish: 4,
  selu: 4,
  silu: 4,
  swish: 4,
};

/** Of projections, of scores, and where queries and keys are added up of every sum. */
function keptByAttention({ type, options }: BareLayer, inputs: readonly BatchShape[]): number {
  const [query = [], value = [], key = value] = inputs;
  const [queries, keys] = [query[1] ?? 1, value[1] ?? 1];
  if (type === 'MultiHeadAttention') {
    const [heads, keyDim] = [Number(options['num_heads']), Number(options['key_dim'])];
    const valueDim = Number(options['value_dim'] ?? keyDim);
    return 5 * heads * (queries + keys) * (keyDim + valueDim) + 4.3 * heads * queries * keys;
  }
  const added = type === 'AdditiveAttention' || options['score_mode'] === 'concat';
  return 3.3 * valuesIn(query) + queries * keys * (added ? 8 * (key[2] ?? 1) : 4.3);
}
