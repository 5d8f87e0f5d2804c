import * as tf from '@tensorflow/tfjs-core';
import type { OptionsOf } from '../../options.js';
import { defaultTo, defineOptions, number } from '../../options.js';
import type { LayerEntry } from '../layer-entry.js';
import { onlyInput } from '../layer-entry.js';

const spec = { mask_value: defaultTo(number(), 0) };

/**
 * Keras 3, `keras/src/layers/core/masking.py`: zeros for the steps whose channels all have one value. The second output is the
 * mask: 0 for these steps, else 1; layers that are to heed it name it as an input (see `connectMasks`).
 */
export const masking: LayerEntry<OptionsOf<typeof spec>> = {
  parse: defineOptions('Masking', spec),
  shapes: (inputs) => {
    const input = onlyInput(inputs);
    return [input, input.slice(0, -1)];
  },
  roles: () => ({}),
  run: (inputs, { mask_value }) => {
    const x = onlyInput(inputs);
    // Not by a comparison, which would end the gradient.
    const mask = tf.step(tf.max(tf.abs(tf.sub(x, mask_value)), -1));
    return [tf.mul(x, tf.expandDims(mask, -1)), mask];
  },
  givesMask: () => true,
};
