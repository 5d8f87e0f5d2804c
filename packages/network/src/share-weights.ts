import type { HostTensor, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { listWeights } from './list-weights.js';

/**
 * The network with the weights of a part that it has in common with another: what was trained there counts here too. Weights are
 * shared by name, so give the common part alone: heads of the same name share nothing then.
 *
 * @param part a trunk, say `cutNetwork(trained, cut).trunk`; its weights have values
 * @returns a new network that shares those tensors; all its other weights are as they were
 * @throws GraftError 'nothing-shared', 'weight-conflict', 'missing-weight'
 * @example
 * shareWeights(ofSecondHead, cutNetwork(trainedWithFirstHead, 'block5_pool').trunk);
 */
export function shareWeights(network: Network, part: Network): Network {
  const own = listWeights(network);
  const weights = new Map(network.weights);
  let shared = 0;
  for (const [name, { shape }] of listWeights(part)) {
    const wanted = own.get(name);
    if (wanted === undefined) continue;
    if (wanted.shape.join() !== shape.join()) {
      const shapes = `[${shape.join(', ')}] in ${part.name}, [${wanted.shape.join(', ')}] in ${network.name}`;
      throw new GraftError('weight-conflict', `The weight "${name}" cannot be shared: it is ${shapes}.`);
    }
    weights.set(name, valueOf(part, name));
    shared++;
  }
  if (shared === 0) {
    const example = listWeights(part).keys().next().value ?? 'none';
    throw new GraftError(
      'nothing-shared',
      `${network.name} has no weight of ${part.name}, whose first is "${example}". Weights are shared by name: make both networks of one trunk.`,
    );
  }
  return { ...network, weights };
}

function valueOf(network: Network, name: string): HostTensor {
  const value = network.weights.get(name);
  if (value !== undefined) return value;
  throw new GraftError(
    'missing-weight',
    `${network.name} has no value for its weight "${name}", so it cannot be shared.`,
  );
}
