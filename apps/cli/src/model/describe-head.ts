import type { Cut, Network, OpenBackbone } from '@graftjs/core';
import { listCuts } from '@graftjs/cut';
import { freePrefix, joinNetworks, listWeights } from '@graftjs/network';
import { composeTrunk } from '@graftjs/train';
import type { NetworkFacts } from './describe-network.js';
import { builtIn, makePlugin } from '../plugins.js';

/** A backbone that stays as it is, and a head on it. */
export async function describeHead<Input>(
  backbone: OpenBackbone<Input>,
  name: string,
  { cut, classes = 2 }: { readonly cut?: string; readonly classes?: number },
): Promise<Pick<NetworkFacts, 'network' | 'frozen' | 'bottleneck' | 'labels'>> {
  const head = await makePlugin(builtIn.heads, 'head', name);
  const trunk = composeTrunk(backbone, { cut });
  const frozen = listWeights(trunk.network);
  const labels = Array.from({ length: classes }, (_, index) => `class ${index}`);
  const bound = head.bind(trunk.features, { kind: 'classification', labels }, 1);
  return {
    network: joinNetworks(trunk.network, bound.network, freePrefix(trunk.network, 'head')),
    frozen: (weight) => frozen.has(weight),
    bottleneck: { cut: cutAt(trunk.network, trunk.cut), reason: trunk.reason },
  };
}

/** A cut by its layer, with the shape that it has. */
export function cutAt(network: Network, layer: string): Cut {
  const cut = listCuts(network).find((candidate) => candidate.layer === layer);
  return cut ?? { layer, shape: [], carries: [] };
}
