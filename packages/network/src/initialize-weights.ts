import type { Network } from '@graftjs/core';
import { randomStream } from '@graftjs/core';
import { drawWeight } from './initializer.js';
import { listWeights } from './list-weights.js';

/**
 * Draws the weights that have no values yet, as the layers' initializer options say; Keras's defaults otherwise.
 *
 * @param seed a whole number; each weight is drawn by seed and name alone, so adding a layer changes no other
 * @returns the network with every weight that its layers name; those that were there are kept
 */
export function initializeWeights(network: Network, seed: number): Network {
  const weights = new Map(network.weights);
  for (const [name, { shape, initializer }] of listWeights(network)) {
    if (!weights.has(name)) weights.set(name, drawWeight(initializer, shape, randomStream(seed, 'weights', name)));
  }
  return { ...network, weights };
}
