import type { BoundHead, Network } from '@graftjs/core';
import { freePrefix, joinNetworks } from '@graftjs/network';

/** A trunk and a head in one network. */
export interface JoinedHead {
  readonly network: Network;
  /** How the names of the head's layers and weights begin in it. */
  readonly headPrefix: string;
  /** Names of the layers that are the head's. */
  readonly headLayers: ReadonlySet<string>;
}

export function joinHead(trunk: Network, head: BoundHead): JoinedHead {
  const prefix = freePrefix(trunk, 'head');
  const network = joinNetworks(trunk, head.network, prefix);
  const headLayers = new Set(network.layers.slice(trunk.layers.length).map(({ name }) => name));
  return { network, headPrefix: `${prefix}/`, headLayers };
}
