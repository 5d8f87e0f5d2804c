import type { Layer, Network } from '@graftjs/core';

/**
 * The network without the softmax or sigmoid that it ends in: gradients of probabilities that are almost 1 are almost 0.
 * A network that ends in scores is given back as it is.
 */
export function scoringNetwork(network: Network): Network {
  const [output] = network.outputs;
  const last = network.layers.find(({ name }) => name === output?.from);
  if (output === undefined || last === undefined) return network;
  const [source] = last.inputs;
  if (source !== undefined && isSquashing(last)) return { ...network, outputs: [source] };
  if (!squashing.has(String(last.options['activation']))) return network;
  const linear = { ...last, options: { ...last.options, activation: 'linear' } };
  return { ...network, layers: network.layers.map((layer) => (layer === last ? linear : layer)) };
}

const squashing: ReadonlySet<string> = new Set(['softmax', 'sigmoid']);

function isSquashing({ type, options }: Layer): boolean {
  return type === 'Softmax' || (type === 'Activation' && squashing.has(String(options['activation'])));
}
