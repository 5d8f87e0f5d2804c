import type { BatchShape, HostTensor, Layer, LayerType, RunContext, WeightRole } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Initializer } from '../initializer.js';

/** A weight that a layer type has, and how it is drawn before training. */
export interface DrawnRole extends WeightRole {
  readonly initializer: Initializer;
}

/** One multiplier and one addend for each channel of the last axis, float64. */
export interface ChannelAffine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** One entry of the layer table. The optional members are what rewriting a network needs; most types have none. */
export interface LayerEntry<Options> extends LayerType<Options> {
  roles(inputs: readonly BatchShape[], options: Options): Readonly<Record<string, DrawnRole>>;
  /**
   * How many trailing axes of the weight `kernel` number the output channels; such a layer has the options `use_bias`
   * and `activation` and the weight `bias`. A following affine layer can be folded into it, a following ReLU fused.
   */
  readonly kernelChannelAxes?: number;
  /** What the layer is when its weights are fixed: a multiplier and an addend for each channel. */
  affine?(options: Options, weights: Readonly<Record<string, HostTensor>>): ChannelAffine;
  /** The `activation` option that says the same as this whole layer, where fused kernels have one. */
  asActivation?(options: Options): 'relu' | 'relu6' | undefined;
  /** Whether it makes one vector of a picture or a sequence, unless its options say otherwise. */
  readonly flattens?: boolean;
  /** Whether an output value comes from another place when the input has another size, so that layers behind it would not fit. */
  readonly mixesPositions?: boolean;
  /** Whether the second output is a mask for the first (see `connectMasks`). */
  givesMask?(options: Options): boolean;
  /** What becomes of a mask for the first input; absent: it ends here. */
  masking?(options: Options): MaskRule;
}

/**
 * By Keras's rules. 'passes': it masks the output too. 'takes': the layer heeds it, as its last input, where its option `mask` is
 * true. 'refuses': Keras would heed it, and this layer type does not.
 */
export type MaskRule = 'passes' | 'takes' | 'refuses';

/** The rule of most layers that leave the steps of a sequence in their places. */
export const passes = (): MaskRule => 'passes';

interface UnaryEntry<Options> {
  /** Number of axes that the input must have, batch included; absent: any. */
  readonly rank?: number;
  shape(input: BatchShape, options: Options): BatchShape;
  roles?(input: BatchShape, options: Options): Readonly<Record<string, DrawnRole>>;
  run(input: Tensor, options: Options, context: RunContext): Tensor;
  readonly kernelChannelAxes?: number;
  affine?(options: Options, weights: Readonly<Record<string, HostTensor>>): ChannelAffine;
  asActivation?(options: Options): 'relu' | 'relu6' | undefined;
  readonly flattens?: boolean;
  readonly mixesPositions?: boolean;
  masking?(options: Options): MaskRule;
}

/** An entry with one input and one output, which is nearly every one. */
export function unary<Options>(
  parse: (given: Layer['options']) => Options,
  entry: UnaryEntry<Options>,
): LayerEntry<Options> {
  const { rank, shape, roles, run, ...rest } = entry;
  const fitting = (inputs: readonly BatchShape[]): BatchShape => {
    const input = onlyInput(inputs);
    if (rank !== undefined && input.length !== rank) {
      throw new GraftError('bad-input-shape', `takes an input of ${rank} axes, batch included; got ${input.length}.`);
    }
    return input;
  };
  return {
    ...rest,
    parse,
    shapes: (inputs, options) => [shape(fitting(inputs), options)],
    roles: (inputs, options) => roles?.(fitting(inputs), options) ?? {},
    run: (inputs, options, context) => [run(onlyInput(inputs), options, context)],
  };
}

/**
 * The length of an axis that decides the shape of a weight, so it may not be free.
 *
 * @param axis counted from the end when negative; default the last
 * @throws GraftError 'bad-input-shape'
 */
export function knownLength(input: BatchShape, axis = -1): number {
  const length = input.at(axis);
  if (length === undefined || length === null) {
    throw new GraftError(
      'bad-input-shape',
      `needs an input whose axis ${axis} has a known length; got ${show(input)}.`,
    );
  }
  return length;
}

/**
 * The place of an axis of one example.
 *
 * @param axis counted from the end when negative
 * @throws GraftError 'bad-option' for the batch axis, and for one that is not there
 */
export function exampleAxis(axis: number, input: BatchShape): number {
  const at = axis < 0 ? axis + input.length : axis;
  if (at >= 1 && at < input.length) return at;
  throw new GraftError('bad-option', `has axis ${axis}, which is no axis of one example of ${show(input)}.`);
}

/** `(?, 7, 7, 320)`. */
export function show(shape: BatchShape): string {
  return `(${shape.map((length) => length ?? '?').join(', ')})`;
}

/** @throws GraftError 'bad-input-count' for more than one, or none */
export function onlyInput<T>(inputs: readonly T[]): T {
  const [first] = inputs;
  if (first === undefined || inputs.length > 1) {
    throw new GraftError('bad-input-count', `takes 1 input; got ${inputs.length}.`);
  }
  return first;
}
