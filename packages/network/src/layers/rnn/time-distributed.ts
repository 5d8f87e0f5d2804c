import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOptions } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { onlyInput, show } from '../layer-entry.js';
import { wrappedLayer, type WrappedLayer } from '../wrapped-layer.js';

interface Options {
  readonly layer: WrappedLayer<unknown>;
}

/**
 * Keras 3, `keras/src/layers/rnn/time_distributed.py`: the same layer for every step, as if each were an example of its own.
 * Weights are the layer's. BatchNormalization is left out: in training Keras normalizes each step by itself.
 *
 * @param layerType what a layer type means
 */
export function timeDistributed(layerType: (type: string) => LayerEntry<unknown>): LayerEntry<Options> {
  const inner = wrappedLayer(
    (type) => (type === 'BatchNormalization' ? undefined : layerType(type)),
    'any layer type but BatchNormalization',
  );
  return {
    parse: defineOptions('TimeDistributed', { layer: inner }),
    shapes: (inputs, { layer }) => {
      const input = onlyInput(inputs);
      const [shape, ...others] = layer.entry.shapes([ofOneStep(input)], layer.options);
      if (shape === undefined || others.length > 0) {
        throw new GraftError('bad-option', `wraps a layer of ${others.length + 1} outputs; it takes one of 1.`);
      }
      return [[input[0] ?? null, input[1] ?? null, ...shape.slice(1)]];
    },
    masking: ({ layer }) => {
      const rule = layer.entry.masking?.(layer.options);
      return rule === 'takes' || rule === 'refuses' ? 'refuses' : 'passes';
    },
    roles: (inputs, { layer }) => layer.entry.roles([ofOneStep(onlyInput(inputs))], layer.options),
    run: (inputs, { layer }, context) => {
      const x = onlyInput(inputs);
      const [batch = 1, steps = 1, ...rest] = x.shape;
      const [y] = layer.entry.run([tf.reshape(x, [batch * steps, ...rest])], layer.options, context) as [Tensor];
      return [tf.reshape(y, [batch, steps, ...y.shape.slice(1)])];
    },
  };
}

function ofOneStep(input: BatchShape): BatchShape {
  const [batch = null, , ...rest] = input;
  if (rest.length > 0) return [batch, ...rest];
  throw new GraftError(
    'bad-input-shape',
    `takes an input of at least 3 axes, batch and steps first; got ${show(input)}.`,
  );
}
