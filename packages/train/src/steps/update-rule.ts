import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * How one weight moves, given its gradient. Runs within a tidy.
 *
 * @param slot what was remembered of this weight by that name at its last step, of its shape; zeros at first
 * @returns what is taken from the weight, and what to remember
 */
export type UpdateRule = (
  gradient: Tensor,
  slot: (name: string) => Tensor,
  options: {
    readonly rate: number;
    /** Steps of this weight, this one included. */
    readonly steps: number;
  },
) => { readonly move: Tensor; readonly slots: Readonly<Record<string, Tensor>> };
