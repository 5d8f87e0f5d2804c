import type { BatchShape } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { axis as axisOption, defaultTo, defineOptions } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { exampleAxis } from '../layer-entry.js';
import { atLeastTwo, misfit } from './merge.js';

/** Keras 3, `keras/src/layers/merging/concatenate.py`. */
export const concatenate: LayerEntry<{ readonly axis: number }> = {
  masking: () => 'refuses',
  parse: defineOptions('Concatenate', { axis: defaultTo(axisOption, -1) }),
  shapes: (inputs, { axis }) => {
    const [first, ...others] = atLeastTwo(inputs);
    const along = exampleAxis(axis, first);
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
  run: (inputs, { axis }) => [tf.concat([...inputs], exampleAxis(axis, inputs[0]?.shape ?? []))],
};
