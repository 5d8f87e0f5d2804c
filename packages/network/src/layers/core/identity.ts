import { defineOptions } from '../../options.js';
import { passes, unary } from '../layer-entry.js';

/** Keras 3, `keras/src/layers/core/identity.py`. */
export const identity = unary(defineOptions('Identity', {}), {
  masking: passes,
  shape: (input) => input,
  run: (x) => x,
});
