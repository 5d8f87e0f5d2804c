import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, numbers } from '../../options.js';
import { passes, show, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/preprocessing/rescaling.py`: `x * scale + offset`, each one number, or one for each channel. */
export const rescaling = unary(defineOptions('Rescaling', { scale: numbers, offset: defaultTo(numbers, 0) }), {
  masking: passes,
  shape: (input, { scale, offset }) => {
    checkChannels('scale', scale, input);
    checkChannels('offset', offset, input);
    return input;
  },
  run: (x, { scale, offset }) => tf.add(tf.mul(tf.cast(x, 'float32'), asFactor(scale)), asFactor(offset)),
});

/** @throws GraftError 'bad-option' where there is not a number for each channel */
export function checkChannels(option: string, given: number | readonly number[], input: BatchShape): void {
  const channels = input.at(-1) ?? null;
  if (typeof given === 'number' || channels === null || given.length === channels) return;
  throw new GraftError(
    'bad-option',
    `has ${given.length} numbers as ${option} for the ${channels} channels of ${show(input)}; it takes one, or one for each.`,
  );
}

/** What tfjs multiplies by or adds. */
export function asFactor(given: number | readonly number[]): number | Tensor {
  return typeof given === 'number' ? given : tf.tensor1d([...given]);
}
