import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOptions } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { show } from '../layer-entry.js';

/** The gradient of tfjs is wrong where inputs differ in shape. */
const alike = { alike: true };

/** Keras 3, `keras/src/layers/merging/add.py`. */
export const add = elementwise('Add', (all) => all.reduce((a, b) => tf.add(a, b)));

/** Keras 3, `keras/src/layers/merging/subtract.py`. */
export const subtract = elementwise('Subtract', (all) => all.reduce((a, b) => tf.sub(a, b)), { count: 2 });

/** Keras 3, `keras/src/layers/merging/multiply.py`. */
export const multiply = elementwise('Multiply', (all) => all.reduce((a, b) => tf.mul(a, b)));

/** Keras 3, `keras/src/layers/merging/average.py`. */
export const average = elementwise('Average', (all) =>
  tf.div(
    all.reduce((a, b) => tf.add(a, b)),
    all.length,
  ),
);

/** Keras 3, `keras/src/layers/merging/maximum.py`. */
export const maximum = elementwise('Maximum', (all) => all.reduce((a, b) => tf.maximum(a, b)), alike);

/** Keras 3, `keras/src/layers/merging/minimum.py`. */
export const minimum = elementwise('Minimum', (all) => all.reduce((a, b) => tf.minimum(a, b)), alike);

/** @throws GraftError 'bad-input-count' */
export function atLeastTwo(inputs: readonly BatchShape[]): readonly [BatchShape, BatchShape, ...BatchShape[]] {
  const [first, second, ...others] = inputs;
  if (first === undefined || second === undefined) {
    throw new GraftError('bad-input-count', `takes at least 2 inputs; got ${inputs.length}.`);
  }
  return [first, second, ...others];
}

export function misfit(inputs: readonly BatchShape[]): GraftError {
  return new GraftError('bad-input-shape', `cannot merge inputs of the shapes ${inputs.map(show).join(' and ')}.`);
}

/**
 * Keras 3, `keras/src/layers/merging/base_merge.py`: an axis of length 1 stands for any length, and an input of fewer axes has
 * such axes behind its batch axis.
 */
function elementwise(
  type: string,
  combine: (inputs: readonly Tensor[]) => Tensor,
  { count, alike = false }: { readonly count?: number; readonly alike?: boolean } = {},
): LayerEntry<object> {
  return {
    parse: defineOptions(type, {}),
    masking: () => 'refuses',
    shapes: (inputs) => {
      const several = atLeastTwo(inputs);
      if (count !== undefined && several.length !== count) {
        throw new GraftError('bad-input-count', `takes ${count} inputs; got ${several.length}.`);
      }
      return [merged(several)];
    },
    roles: () => ({}),
    run: (inputs) => {
      const given = inputs.map(({ shape }) => shape);
      const shapes = withEqualAxes(given) as number[][];
      const reshaped = inputs.map((x, at) => tf.reshape(x, shapes[at] ?? x.shape));
      return [combine(alike ? reshaped.map((x) => tf.broadcastTo(x, merged(given) as number[])) : reshaped)];
    },
  };
}

function merged(shapes: readonly BatchShape[]): BatchShape {
  return withEqualAxes(shapes).reduce((a, b) => broadcast(a, b, shapes));
}

function withEqualAxes(shapes: readonly BatchShape[]): BatchShape[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return shapes.map(([batch = null, ...rest]) => [batch, ...Array<number>(rank - 1 - rest.length).fill(1), ...rest]);
}

function broadcast(a: BatchShape, b: BatchShape, all: readonly BatchShape[]): BatchShape {
  return a.map((length, at) => {
    const other = b[at] ?? null;
    if (length === other || other === 1) return length;
    if (length === 1) return other;
    if (length !== null && other !== null) throw misfit(all);
    return null;
  });
}
