import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { drop } from '../regularization/dropout.js';

/**
 * Mixes values by scores.
 *
 * @param scores `[…, queries, keys]`
 * @param values `[…, keys, channels]`
 * @param mask 1 where a query may see a key, 0 elsewhere; broadcast to the scores
 * @returns `[…, queries, channels]`
 */
export function attend(
  scores: Tensor,
  values: Tensor,
  mask: Tensor | undefined,
  rate: number,
  seed: number | undefined,
): Tensor {
  const seen = mask === undefined ? scores : tf.add(tf.mul(scores, mask), tf.mul(tf.sub(1, mask), UNSEEN));
  return tf.matMul(drop(tf.softmax(seen), rate, null, seed), values);
}

/** So low that nothing is left of it after the softmax. */
const UNSEEN = -1e9;

/** Each query sees the keys of its own step and of those before: `[queries, keys]`. */
export function causalMask(queries: number, keys: number): Tensor {
  return banded(queries, keys, (query, key) => query >= key);
}

/** Each query sees keys that are less than so many steps away: `[queries, keys]`. */
export function windowMask(queries: number, keys: number, width: number): Tensor {
  return banded(queries, keys, (query, key) => Math.abs(query - key) < width);
}

function banded(queries: number, keys: number, sees: (query: number, key: number) => boolean): Tensor {
  const values = Float32Array.from({ length: queries * keys }, (_, at) =>
    Number(sees(Math.floor(at / keys), at % keys)),
  );
  return tf.tensor2d(values, [queries, keys]);
}
