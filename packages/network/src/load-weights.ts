import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { toTensor } from './host-values.js';

/**
 * Puts every weight that a layer names on the current backend, float16 widened.
 *
 * @returns tensors by weight name; the caller disposes them
 * @throws GraftError 'missing-weight'
 */
export function loadWeights(network: Network): Map<string, Tensor> {
  const loaded = new Map<string, Tensor>();
  try {
    for (const layer of network.layers) {
      for (const name of Object.values(layer.weights)) {
        if (loaded.has(name)) continue;
        const host = network.weights.get(name);
        if (host === undefined) {
          const repair = 'Load weights into the network, or draw them with initializeWeights.';
          throw new GraftError('missing-weight', `Layer "${layer.name}" needs the weight "${name}". ${repair}`);
        }
        // Kept: a weight outlives any tidy scope that it happens to be loaded in.
        loaded.set(name, tf.keep(toTensor(host)));
      }
    }
  } catch (error) {
    tf.dispose([...loaded.values()]);
    throw error;
  }
  return loaded;
}
