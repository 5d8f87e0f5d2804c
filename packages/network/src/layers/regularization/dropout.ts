import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Option } from '../../options.js';
import { defaultTo, defineOptions, nullable, number } from '../../options.js';
import { passes, show, unary } from '../layer-entry.js';

// These act only when the run gives a seed. Their random numbers are drawn on the host, so that every backend drops alike.

const rate = number({ min: 0, max: 1 });

/** 1 for an axis that is dropped as one, null for every other. */
const noiseShape: Option<readonly (1 | null)[] | null> = nullable({
  allowed: 'a list with 1 for each axis that is dropped as one and null for every other',
  read: (value) => {
    if (!Array.isArray(value)) return undefined;
    const lengths = (value as readonly unknown[]).map((length) =>
      length === 1 || length === null ? length : undefined,
    );
    return lengths.every((length) => length !== undefined) ? lengths : undefined;
  },
});

/** Keras 3, `keras/src/layers/regularization/dropout.py`. */
export const dropout = unary(defineOptions('Dropout', { rate, noise_shape: defaultTo(noiseShape, null) }), {
  masking: passes,
  shape: (input, { noise_shape: noise }) => {
    checkNoise(input, noise);
    return input;
  },
  run: (x, { rate, noise_shape: noise }, { dropout: seed }) => drop(x, rate, noise, seed),
});

/** Keras 3, `keras/src/layers/regularization/spatial_dropout.py`: channels of a whole sequence. */
export const spatialDropout1d = unary(defineOptions('SpatialDropout1D', { rate }), {
  masking: passes,
  rank: 3,
  shape: (input) => input,
  run: (x, { rate }, { dropout: seed }) => drop(x, rate, [null, 1, null], seed),
});

/** Keras 3, `keras/src/layers/regularization/spatial_dropout.py`: channels of a whole picture. */
export const spatialDropout2d = unary(defineOptions('SpatialDropout2D', { rate }), {
  masking: passes,
  rank: 4,
  shape: (input) => input,
  run: (x, { rate }, { dropout: seed }) => drop(x, rate, [null, 1, 1, null], seed),
});

/** Scales what stays, so that the mean stays. */
export function drop(x: Tensor, rate: number, noise: readonly (1 | null)[] | null, seed: number | undefined): Tensor {
  if (seed === undefined || rate === 0) return x;
  if (rate === 1) return tf.zerosLike(x);
  const shape = noise?.map((length, axis) => length ?? x.shape[axis] ?? 1);
  // As text: tfjs takes the number 0 for no seed at all.
  return tf.dropout(x, rate, shape, String(seed));
}

function checkNoise(input: BatchShape, noise: readonly (1 | null)[] | null): void {
  if (noise === null || noise.length === input.length) return;
  throw new GraftError(
    'bad-option',
    `has a noise_shape of ${noise.length} axes for an input ${show(input)} of ${input.length}.`,
  );
}
