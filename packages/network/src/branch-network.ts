import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { joinNetworks } from './join-networks.js';

/**
 * Puts several networks on one, side by side: each is fed by the only output of `trunk`, which runs once for all of them. What
 * trains the trunk for one of them changes all.
 *
 * @param branches by prefix, which goes before every layer and weight name of that branch, with a slash
 * @returns inputs of `trunk`; the outputs of the branches, in their order
 * @throws GraftError 'no-branches', and what `joinNetworks` throws
 * @example
 * branchNetwork(trunk, { kind: kindHead, age: ageHead }).outputs; // [{ from: 'kind/scores' }, { from: 'age/scores' }]
 */
export function branchNetwork(trunk: Network, branches: Readonly<Record<string, Network>>): Network {
  const entries = Object.entries(branches);
  if (entries.length === 0)
    throw new GraftError('no-branches', `Nothing is put on ${trunk.name}: name at least one branch.`);
  const joined = entries.map(([prefix, branch]) => joinNetworks(trunk, branch, prefix));
  return {
    name: [trunk.name, ...entries.map(([, { name }]) => name)].join('+'),
    inputs: trunk.inputs,
    layers: [...trunk.layers, ...joined.flatMap(({ layers }) => layers.slice(trunk.layers.length))],
    outputs: joined.flatMap(({ outputs }) => outputs),
    weights: new Map(joined.flatMap(({ weights }) => [...weights])),
  };
}
