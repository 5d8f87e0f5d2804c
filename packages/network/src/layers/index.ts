import { GraftError, listNearest } from '@graftjs/core';
import { activation, relu, softmax } from './activations/activation.js';
import { conv2d, depthwiseConv2d } from './convolutional/convolution.js';
import { dense, dropout } from './core/dense.js';
import type { LayerEntry } from './layer-entry.js';
import { add, concatenate, multiply } from './merging/merge.js';
import { batchNormalization } from './normalization/batch-normalization.js';
import { averagePooling2d, globalAveragePooling2d, globalMaxPooling2d, maxPooling2d } from './pooling/pooling.js';
import { flatten, rescaling, reshape, zeroPadding2d } from './reshaping/reshaping.js';

/** The layer table: what every layer type means, by its Keras class name. */
const table: ReadonlyMap<string, LayerEntry<unknown>> = new Map(
  Object.entries<LayerEntry<unknown>>({
    Activation: activation,
    Add: add,
    AveragePooling2D: averagePooling2d,
    BatchNormalization: batchNormalization,
    Concatenate: concatenate,
    Conv2D: conv2d,
    Dense: dense,
    DepthwiseConv2D: depthwiseConv2d,
    Dropout: dropout,
    Flatten: flatten,
    GlobalAveragePooling2D: globalAveragePooling2d,
    GlobalMaxPooling2D: globalMaxPooling2d,
    MaxPooling2D: maxPooling2d,
    Multiply: multiply,
    ReLU: relu,
    Rescaling: rescaling,
    Reshape: reshape,
    Softmax: softmax,
    ZeroPadding2D: zeroPadding2d,
  }),
);

/**
 * What a layer type means.
 *
 * @param type a Keras class name: 'Conv2D'
 * @throws GraftError 'unknown-layer-type'
 */
export function layerType(type: string): LayerEntry<unknown> {
  const entry = table.get(type);
  if (entry !== undefined) return entry;
  const nearest = listNearest(type, table.keys()).join(', ');
  throw new GraftError('unknown-layer-type', `No layer type "${type}". Nearest: ${nearest}.`);
}

/** The names of all layer types, in alphabetical order. */
export function listLayerTypes(): string[] {
  return [...table.keys()];
}
