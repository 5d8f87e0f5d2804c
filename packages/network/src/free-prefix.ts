import type { Network } from '@graftjs/core';

/**
 * A prefix for `joinNetworks` that no name in a network begins with: the wanted one, or that one with a number from 2 on.
 *
 * @example
 * joinNetworks(trunk, head, freePrefix(trunk, 'head'));
 */
export function freePrefix(network: Network, wanted: string): string {
  const named = [...network.inputs, ...network.layers].map(({ name }) => name);
  const inUse = [
    ...named,
    ...network.weights.keys(),
    ...network.layers.flatMap(({ weights }) => Object.values(weights)),
  ];
  let prefix = wanted;
  for (let number = 2; inUse.some((name) => name.startsWith(`${prefix}/`)); number++) prefix = `${wanted}-${number}`;
  return prefix;
}
