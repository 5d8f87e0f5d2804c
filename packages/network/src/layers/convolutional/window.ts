import { GraftError } from '@graftjs/core';
import type { Pair } from '../../options.js';
import { oneOf } from '../../options.js';

/** TensorFlow's two ways to treat borders: 'same' pads with zeros so that only strides shrink, 'valid' pads nothing. */
export const paddingOption = oneOf(['valid', 'same']);

export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: 'valid' | 'same';
}

/**
 * Height and width after a sliding window.
 *
 * @param height rows of the input, null when free
 * @param width columns of the input, null when free
 * @throws GraftError 'bad-input-shape' when the window does not fit
 */
export function slide(
  height: number | null | undefined,
  width: number | null | undefined,
  { size, strides, dilation, padding }: Window,
): [number | null, number | null] {
  const along = (length: number | null | undefined, axis: 0 | 1): number | null => {
    const window = { size: size[axis], stride: strides[axis], dilation: dilation[axis], padding };
    return slideAlong(length ?? null, window, axis === 0 ? 'rows' : 'columns');
  };
  return [along(height, 0), along(width, 1)];
}

/** Zeros before and after one axis with padding 'same', as TensorFlow shares them out: the odd one comes after. */
export function samePadding(length: number, window: { size: number; stride: number; dilation: number }): Pair {
  const reach = (window.size - 1) * window.dilation + 1;
  const total = Math.max(0, (Math.ceil(length / window.stride) - 1) * window.stride + reach - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * The length of one axis after a sliding window.
 *
 * @param length null when free
 * @param unit what the axis counts, for the message
 * @throws GraftError 'bad-input-shape' when the window does not fit
 */
export function slideAlong(
  length: number | null,
  window: {
    readonly size: number;
    readonly stride: number;
    readonly dilation: number;
    readonly padding: 'valid' | 'same';
  },
  unit: 'rows' | 'columns' | 'steps',
): number | null {
  if (length === null) return null;
  const reach = (window.size - 1) * window.dilation + 1;
  if (window.padding === 'same') return Math.ceil(length / window.stride);
  if (reach > length) {
    throw new GraftError('bad-input-shape', `has a window of ${reach} ${unit}, but its input has only ${length}.`);
  }
  return Math.floor((length - reach) / window.stride) + 1;
}
