import type { BatchShape } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { OptionsOf } from '../../options.js';
import { axes, defaultTo, defineOptions, flag } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { exampleAxis } from '../layer-entry.js';
import { unitVectors } from '../normalization/unit-normalization.js';
import { misfit } from './merge.js';

const spec = { axes, normalize: defaultTo(flag, false) };
type Options = OptionsOf<typeof spec>;

/** Keras 3, `keras/src/layers/merging/dot.py`: sums products over one axis of each of two inputs. */
export const dot: LayerEntry<Options> = {
  parse: defineOptions('Dot', spec),
  shapes: (inputs, options) => {
    const [a, b] = two(inputs);
    const [alongA, alongB] = axesOf(a, b, options);
    const [summed, other] = [a[alongA] ?? null, b[alongB] ?? null];
    if (summed !== null && other !== null && summed !== other) throw misfit(inputs);
    const rest = [...without(a, alongA), ...without(b, alongB)];
    return [[a[0] ?? null, ...(rest.length === 0 ? [1] : rest)]];
  },
  roles: () => ({}),
  run: (inputs, options) => {
    const [a, b] = two(inputs);
    const [alongA, alongB] = axesOf(a.shape, b.shape, options);
    const [restA, restB] = [without(a.shape, alongA), without(b.shape, alongB)];
    const batch = a.shape[0] ?? 1;
    const summed = a.shape[alongA] ?? 1;
    const ready = (x: Tensor, axis: number): Tensor => (options.normalize ? unitVectors(x, [axis]) : x);
    const rows = tf.transpose(ready(a, alongA), [0, ...others(a, alongA), alongA]);
    const columns = tf.transpose(ready(b, alongB), [0, alongB, ...others(b, alongB)]);
    const product = tf.matMul(
      tf.reshape(rows, [batch, sizeOf(restA), summed]),
      tf.reshape(columns, [batch, summed, sizeOf(restB)]),
    );
    const rest = [...restA, ...restB];
    return [tf.reshape(product, [batch, ...(rest.length === 0 ? [1] : rest)])];
  },
};

function two<T>(inputs: readonly T[]): readonly [T, T] {
  const [first, second] = inputs;
  if (first !== undefined && second !== undefined && inputs.length === 2) return [first, second];
  throw new GraftError('bad-input-count', `takes 2 inputs; got ${inputs.length}.`);
}

function axesOf(a: BatchShape, b: BatchShape, { axes: given }: Options): readonly [number, number] {
  const [first, second = first, ...more] = given;
  if (first !== undefined && second !== undefined && more.length === 0) {
    return [exampleAxis(first, a), exampleAxis(second, b)];
  }
  throw new GraftError(
    'bad-option',
    `has the axes ${given.join(', ')}; it takes one for both inputs, or one for each.`,
  );
}

/** The axes of an example but one. */
function without<Length extends number | null>(shape: readonly Length[], axis: number): Length[] {
  return shape.filter((_, at) => at !== 0 && at !== axis);
}

function others({ shape }: Tensor, axis: number): number[] {
  return shape.map((_, at) => at).filter((at) => at !== 0 && at !== axis);
}
