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
  window: Window,
): [number | null, number | null] {
  const along = (length: number | null | undefined, axis: 0 | 1): number | null => {
    if (length === null || length === undefined) return null;
    const reach = (window.size[axis] - 1) * window.dilation[axis] + 1;
    if (window.padding === 'same') return Math.ceil(length / window.strides[axis]);
    if (reach > length) {
      const side = axis === 0 ? 'rows' : 'columns';
      throw new GraftError('bad-input-shape', `has a window of ${reach} ${side}, but its input has only ${length}.`);
    }
    return Math.floor((length - reach) / window.strides[axis]) + 1;
  };
  return [along(height, 0), along(width, 1)];
}
