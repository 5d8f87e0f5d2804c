import { GraftError, listNearest } from '@graftjs/core';
import { additiveAttention, attention } from './attention/attention.js';
import { multiHeadAttention } from './attention/multi-head-attention.js';
import { activation, softmax } from './activations/activation.js';
import { elu, leakyRelu, prelu, relu, thresholdedRelu } from './activations/rectifiers.js';
import { conv1d, conv1dTranspose, depthwiseConv1d, separableConv1d } from './convolutional/convolution-1d.js';
import { conv2d, depthwiseConv2d } from './convolutional/convolution.js';
import { separableConv2d } from './convolutional/separable-convolution.js';
import { conv2dTranspose } from './convolutional/transposed-convolution.js';
import { dense } from './core/dense.js';
import { embedding } from './core/embedding.js';
import { identity } from './core/identity.js';
import { masking } from './core/masking.js';
import type { LayerEntry } from './layer-entry.js';
import { concatenate } from './merging/concatenate.js';
import { dot } from './merging/dot.js';
import { add, average, maximum, minimum, multiply, subtract } from './merging/merge.js';
import { batchNormalization } from './normalization/batch-normalization.js';
import { groupNormalization, layerNormalization, rmsNormalization } from './normalization/layer-normalization.js';
import { unitNormalization } from './normalization/unit-normalization.js';
import {
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
} from './pooling/global-pooling.js';
import { averagePooling1d, averagePooling2d, maxPooling1d, maxPooling2d } from './pooling/pooling.js';
import { normalization } from './preprocessing/normalization.js';
import { randomViews } from './preprocessing/random-views.js';
import { rescaling } from './preprocessing/rescaling.js';
import { activityRegularization } from './regularization/activity-regularization.js';
import { dropout, spatialDropout1d, spatialDropout2d } from './regularization/dropout.js';
import { alphaDropout, gaussianDropout, gaussianNoise } from './regularization/noise.js';
import { cropping1d, cropping2d, zeroPadding1d, zeroPadding2d } from './reshaping/margins.js';
import { flatten, permute, repeatVector, reshape } from './reshaping/reshaping.js';
import { upSampling1d, upSampling2d } from './reshaping/up-sampling.js';
import { bidirectional } from './rnn/bidirectional.js';
import { gru } from './rnn/gru.js';
import { lstm } from './rnn/lstm.js';
import { simpleRnn } from './rnn/simple-rnn.js';
import { timeDistributed } from './rnn/time-distributed.js';

/** The layer table: what every layer type means, by its Keras class name. */
const table: ReadonlyMap<string, LayerEntry<unknown>> = new Map(
  Object.entries<LayerEntry<unknown>>({
    Activation: activation,
    ActivityRegularization: activityRegularization,
    Add: add,
    AdditiveAttention: additiveAttention,
    AlphaDropout: alphaDropout,
    Attention: attention,
    Average: average,
    AveragePooling1D: averagePooling1d,
    AveragePooling2D: averagePooling2d,
    BatchNormalization: batchNormalization,
    Bidirectional: bidirectional,
    Concatenate: concatenate,
    Conv1D: conv1d,
    Conv1DTranspose: conv1dTranspose,
    Conv2D: conv2d,
    Conv2DTranspose: conv2dTranspose,
    Cropping1D: cropping1d,
    Cropping2D: cropping2d,
    Dense: dense,
    DepthwiseConv1D: depthwiseConv1d,
    DepthwiseConv2D: depthwiseConv2d,
    Dot: dot,
    Dropout: dropout,
    ELU: elu,
    Embedding: embedding,
    Flatten: flatten,
    GRU: gru,
    GaussianDropout: gaussianDropout,
    GaussianNoise: gaussianNoise,
    GlobalAveragePooling1D: globalAveragePooling1d,
    GlobalAveragePooling2D: globalAveragePooling2d,
    GlobalMaxPooling1D: globalMaxPooling1d,
    GlobalMaxPooling2D: globalMaxPooling2d,
    GroupNormalization: groupNormalization,
    Identity: identity,
    LSTM: lstm,
    LayerNormalization: layerNormalization,
    LeakyReLU: leakyRelu,
    Masking: masking,
    MaxPooling1D: maxPooling1d,
    MaxPooling2D: maxPooling2d,
    Maximum: maximum,
    Minimum: minimum,
    MultiHeadAttention: multiHeadAttention,
    Multiply: multiply,
    Normalization: normalization,
    PReLU: prelu,
    Permute: permute,
    RMSNormalization: rmsNormalization,
    ...randomViews,
    ReLU: relu,
    RepeatVector: repeatVector,
    Rescaling: rescaling,
    Reshape: reshape,
    SeparableConv1D: separableConv1d,
    SeparableConv2D: separableConv2d,
    SimpleRNN: simpleRnn,
    Softmax: softmax,
    SpatialDropout1D: spatialDropout1d,
    SpatialDropout2D: spatialDropout2d,
    Subtract: subtract,
    ThresholdedReLU: thresholdedRelu,
    TimeDistributed: timeDistributed(layerType),
    UnitNormalization: unitNormalization,
    UpSampling1D: upSampling1d,
    UpSampling2D: upSampling2d,
    ZeroPadding1D: zeroPadding1d,
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
