import type { HostTensor, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';

/**
 * The same network with weights of its own: copies under names of their own, so that training it changes no other network
 * and nothing trained elsewhere changes it. Layers keep their names.
 *
 * @param prefix goes before every weight name, with a slash
 * @throws GraftError 'bad-prefix'
 * @example
 * cloneWeights(trunk, 'second').layers[0].weights; // { kernel: 'second/conv1/kernel' }
 */
export function cloneWeights(network: Network, prefix: string): Network {
  if (prefix === '')
    throw new GraftError('bad-prefix', 'A clone needs a prefix that is not empty: its names must differ.');
  const renamed = (name: string): string => `${prefix}/${name}`;
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      weights: Object.fromEntries(Object.entries(layer.weights).map(([role, name]) => [role, renamed(name)])),
    })),
    weights: new Map([...network.weights].map(([name, value]) => [renamed(name), copyOf(value)])),
  };
}

function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() } as HostTensor;
}
