import type { Network } from '@graftjs/core';

/** The network with only those weight values that one of its layers names. */
export function withWeightsUsed(network: Network): Network {
  const used = new Set(network.layers.flatMap((layer) => Object.values(layer.weights)));
  return { ...network, weights: new Map([...network.weights].filter(([name]) => used.has(name))) };
}
