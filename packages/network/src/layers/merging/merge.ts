import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, whole } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { show } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/merging/add.py`. */
export const add = elementwise('Add', (a, b) => tf.add(a, b));

/** Keras 3, `keras/src/layers/merging/multiply.py`. */
export const multiply = elementwise('Multiply', (a, b) => tf.mul(a, b));

/** Keras 3, `keras/src/layers/merging/concatenate.py`. */
export const concatenate: LayerEntry<{ readonly axis: number }> = {
  parse: defineOptions('Concatenate', { axis: defaultTo(whole(-1), -1) }),
  shapes: (inputs, { axis }) => {
    const [first, ...others] = atLeastTwo(inputs);
    const along = axis === -1 ? first.length - 1 : axis;
    if (along === 0 || along >= first.length) {
      throw new GraftError('bad-option', `has axis ${axis}, which is no axis of one example of ${show(first)}.`);
    }
    const joined = others.reduce((sum: BatchShape, shape) => {
      if (shape.length !== sum.length) throw misfit(inputs);
      return sum.map((length, at) => {
        const other = shape[at] ?? null;
        if (at === along) return length === null || other === null ? null : length + other;
        if (length !== null && other !== null && length !== other) throw misfit(inputs);
        return length ?? other;
      });
    }, first);
    return [joined];
  },
  roles: () => ({}),
  run: (inputs, { axis }) => [tf.concat([...inputs], axis)],
};

function elementwise(type: string, combine: (a: Tensor, b: Tensor) => Tensor): LayerEntry<object> {
  return {
    parse: defineOptions(type, {}),
    shapes: (inputs) => [atLeastTwo(inputs).reduce((a, b) => broadcast(a, b, inputs))],
    roles: () => ({}),
    run: (inputs) => [inputs.reduce(combine)],
  };
}

function broadcast(a: BatchShape, b: BatchShape, all: readonly BatchShape[]): BatchShape {
  if (a.length !== b.length) throw misfit(all);
  return a.map((length, at) => {
    const other = b[at] ?? null;
    if (length === other || other === 1) return length;
    if (length === 1) return other;
    if (length !== null && other !== null) throw misfit(all);
    return null;
  });
}

function atLeastTwo(inputs: readonly BatchShape[]): readonly [BatchShape, BatchShape, ...BatchShape[]] {
  const [first, second, ...others] = inputs;
  if (first === undefined || second === undefined) {
    throw new GraftError('bad-input-count', `takes at least 2 inputs; got ${inputs.length}.`);
  }
  return [first, second, ...others];
}

function misfit(inputs: readonly BatchShape[]): GraftError {
  return new GraftError('bad-input-shape', `cannot merge inputs of the shapes ${inputs.map(show).join(' and ')}.`);
}
