import type { BatchShape, Layer, RunContext } from '@graftjs/core';
import { GraftError, randomStream } from '@graftjs/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { Option, OptionsOf } from '../../options.js';
import { defaultTo, flag, number, whole } from '../../options.js';
import { activationOption } from '../activations/activation-functions.js';
import type { DrawnRole, LayerEntry } from '../layer-entry.js';
import { knownLength, show } from '../layer-entry.js';
import { drop } from '../regularization/dropout.js';

/** A state that outlives a batch would make an answer depend on what was asked before. */
const notStateful: Option<false> = {
  allowed: 'false, since no state outlives a batch',
  read: (value) => (value === false ? value : undefined),
};

/** What every recurrent layer has. */
export const recurrentOptions = {
  units: whole(1),
  activation: defaultTo(activationOption, 'tanh'),
  use_bias: defaultTo(flag, true),
  kernel_initializer: initializer('glorot_uniform'),
  recurrent_initializer: initializer('orthogonal'),
  bias_initializer: initializer('zeros'),
  dropout: defaultTo(number({ min: 0, max: 1 }), 0),
  recurrent_dropout: defaultTo(number({ min: 0, max: 1 }), 0),
  return_sequences: defaultTo(flag, false),
  return_state: defaultTo(flag, false),
  go_backwards: defaultTo(flag, false),
  stateful: defaultTo(notStateful, false),
  zero_output_for_mask: defaultTo(flag, false),
  /** As the argument of Keras's call: the last input says by 1 and 0 which steps count, `[batch, steps]`. */
  mask: defaultTo(flag, false),
};

export type RecurrentOptions = OptionsOf<typeof recurrentOptions>;

/** What the recurrent layer types differ in. */
export interface Cell<Options> {
  /** Products that a step makes of its input, side by side in kernel, recurrent kernel and bias. */
  readonly gates: number;
  /** States `[batch, units]` that go from step to step; the first is the output. */
  readonly states: number;
  bias(options: Options): DrawnRole;
  /**
   * Makes ready what all steps share.
   *
   * @param bias undefined where there is none
   * @param recur makes ready the product of an output `[batch, units]` with some gates' part of the recurrent kernel
   */
  prepare(
    options: Options,
    bias: Tensor | undefined,
    recur: (firstGate: number, count: number) => (output: Tensor) => Tensor,
  ): {
    /** What is added to the products of the input `[gates * units]`. */
    readonly inputBias: Tensor | undefined;
    /** New states from the input's products `[batch, gates * units]` and the states before. */
    step(products: Tensor, states: readonly Tensor[]): readonly Tensor[];
  };
}

/**
 * A recurrent layer type. Its inputs are the sequence `[batch, steps, channels]`, then, if given, the initial states, then, with
 * the option `mask`, the mask.
 */
export function recurrent<Options extends RecurrentOptions>(
  parse: (given: Layer['options']) => Options,
  cell: Cell<Options>,
): LayerEntry<Options> {
  return {
    parse,
    masking: () => 'takes',
    shapes: (inputs, options) => {
      const { sequence } = sortInputs(inputs, cell.states, options);
      const [batch = null, steps = null] = checkShapes(sequence, inputs, options);
      const state = [batch, options.units];
      const output = options.return_sequences ? [batch, steps, options.units] : state;
      return options.return_state ? [output, ...Array<BatchShape>(cell.states).fill(state)] : [output];
    },
    roles: (inputs, options) => {
      const width = cell.gates * options.units;
      const { sequence } = sortInputs(inputs, cell.states, options);
      return {
        kernel: { shape: [knownLength(sequence), width], trainable: true, initializer: options.kernel_initializer },
        recurrent_kernel: {
          shape: [options.units, width],
          trainable: true,
          initializer: options.recurrent_initializer,
        },
        ...(options.use_bias && { bias: cell.bias(options) }),
      };
    },
    run: (inputs, options, context) => runCell(cell, sortInputs(inputs, cell.states, options), options, context),
  };
}

interface Sorted<T> {
  readonly sequence: T;
  readonly initial: readonly T[];
  readonly mask: T | undefined;
}

function sortInputs<T>(inputs: readonly T[], states: number, { mask }: RecurrentOptions): Sorted<T> {
  const given = mask ? inputs.slice(0, -1) : inputs;
  const [sequence, ...initial] = given;
  if (sequence !== undefined && (initial.length === 0 || initial.length === states)) {
    return { sequence, initial, mask: mask ? inputs.at(-1) : undefined };
  }
  const parts = ['a sequence', `${states} initial states or none`, ...(mask ? ['a mask'] : [])].join(', ');
  throw new GraftError('bad-input-count', `takes ${parts}; got ${inputs.length} inputs.`);
}

function checkShapes(sequence: BatchShape, inputs: readonly BatchShape[], options: RecurrentOptions): BatchShape {
  const { initial, mask } = sortInputs(inputs, inputs.length - 1 - Number(options.mask), options);
  const wrong =
    sequence.length !== 3 ||
    (mask !== undefined && mask.length !== 2) ||
    initial.some((state) => state.length !== 2 || state[1] !== options.units);
  if (!wrong) return sequence;
  throw new GraftError(
    'bad-input-shape',
    `takes a sequence (batch, steps, channels), states (batch, ${options.units}) and a mask (batch, steps); got ${inputs.map(show).join(', ')}.`,
  );
}

function runCell<Options extends RecurrentOptions>(
  cell: Cell<Options>,
  { sequence, initial, mask }: Sorted<Tensor>,
  options: Options,
  context: RunContext,
): readonly Tensor[] {
  const drops = drawDrops(cell.gates, sequence, options, context.dropout);
  const kernel = context.weight('recurrent_kernel');
  const recur = (firstGate: number, count: number): ((output: Tensor) => Tensor) => {
    const part = tf.slice(kernel, [0, firstGate * options.units], [options.units, count * options.units]);
    return multiplier(part, drops.output.slice(firstGate, firstGate + count));
  };
  const bias = options.use_bias ? context.weight('bias') : undefined;
  const { inputBias, step } = cell.prepare(options, bias, recur);
  const products = multiplySteps(sequence, context.weight('kernel'), drops.input);
  const inOrder = (steps: Tensor[]): Tensor[] => (options.go_backwards ? [...steps].reverse() : steps);
  const inputs = inOrder(tf.unstack(inputBias === undefined ? products : tf.add(products, inputBias), 1));
  const counts = mask && inOrder(tf.unstack(tf.expandDims(mask, 2), 1));

  const zeros = tf.zeros([sequence.shape[0] ?? 1, options.units]);
  let states: readonly Tensor[] = initial.length > 0 ? initial : Array<Tensor>(cell.states).fill(zeros);
  let output: Tensor = zeros;
  const outputs: Tensor[] = [];
  for (const [at, input] of inputs.entries()) {
    const counted = counts?.[at];
    // A step's own tensors go at once: there may be thousands of steps.
    [output = zeros, ...states] = tf.tidy(() => {
      const next = step(input, states);
      if (counted === undefined) return [next[0] ?? zeros, ...next];
      const kept = options.zero_output_for_mask ? zeros : output;
      return [
        choose(counted, next[0] ?? zeros, kept),
        ...next.map((state, i) => choose(counted, state, states[i] ?? zeros)),
      ];
    });
    if (options.return_sequences) outputs.push(output);
  }
  const result = options.return_sequences ? tf.stack(outputs, 1) : output;
  return options.return_state ? [result, ...states] : [result];
}

/** What is multiplied into all that a gate is given, the same at every step; none where nothing is dropped. */
interface Drops {
  readonly input: readonly Tensor[];
  readonly output: readonly Tensor[];
}

/** As Keras: one for all gates, or where outputs are dropped too one for each. */
function drawDrops(gates: number, { shape }: Tensor, options: RecurrentOptions, seed: number | undefined): Drops {
  const [batch = 1, , channels = 1] = shape;
  const draw = (what: 'input' | 'output', rate: number, count: number, length: number): Tensor[] => {
    if (seed === undefined || rate === 0) return [];
    return Array.from({ length: count }, (_, gate) =>
      drop(tf.ones([batch, length]), rate, null, randomStream(seed, what, gate).uint32()),
    );
  };
  return {
    input: draw('input', options.dropout, options.recurrent_dropout === 0 ? 1 : gates, channels),
    output: draw('output', options.recurrent_dropout, gates, options.units),
  };
}

/** Makes the product of an output with a part of the recurrent kernel ready, sliced once for all steps. */
function multiplier(kernel: Tensor, drops: readonly Tensor[]): (output: Tensor) => Tensor {
  if (drops.length === 0) return (output) => tf.matMul(output as Tensor2D, kernel as Tensor2D);
  const parts = tf.split(kernel, drops.length, 1);
  return (output) =>
    multiplyApart(
      drops.map((each) => tf.mul(output, each)),
      parts,
    );
}

/** The products of all steps at once: `[batch, steps, gates * units]`. */
function multiplySteps(sequence: Tensor, kernel: Tensor, drops: readonly Tensor[]): Tensor {
  const [batch = 1, steps = 1, channels = 1] = sequence.shape;
  const flat = (x: Tensor): Tensor => tf.reshape(x, [batch * steps, channels]);
  const variants = drops.map((each) => flat(tf.mul(sequence, tf.expandDims(each, 1))));
  const products =
    variants.length === 0
      ? multiplyApart([flat(sequence)], [kernel])
      : multiplyApart(variants, tf.split(kernel, variants.length, 1));
  return tf.reshape(products, [batch, steps, kernel.shape[1] ?? 1]);
}

/** Each variant of an input times its own part of a kernel, side by side. */
function multiplyApart(variants: readonly Tensor[], parts: readonly Tensor[]): Tensor {
  const products = variants.map((x, at) => tf.matMul(x as Tensor2D, parts[at] as Tensor2D));
  return products.length === 1 ? (products[0] as Tensor) : tf.concat(products, 1);
}

function choose(counted: Tensor, next: Tensor, before: Tensor): Tensor {
  return tf.add(tf.mul(next, counted), tf.mul(before, tf.sub(1, counted)));
}
