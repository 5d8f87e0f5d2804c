import type { Activation, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { freePrefix, inferShapes, sharesColumn } from '@graftjs/network';

/**
 * Puts what turns a model's scores into what it reports at the end of its network: a column for each label, from 0 to 1 where the
 * activation gives that. Where one sigmoid column serves two labels, both get theirs.
 *
 * @param labels how many
 * @throws GraftError 'no-outputs'
 */
export function reportProbabilities(network: Network, activation: Activation, labels: number): Network {
  const [output] = network.outputs;
  if (output === undefined) throw new GraftError('no-outputs', `${network.name} has no outputs.`);
  if (activation === 'linear') return network;
  const columns = inferShapes(network).get(output.from)?.[output.output ?? 0]?.at(-1) ?? 0;
  const prefix = freePrefix(network, 'reported');
  const name = `${prefix}/probabilities`;
  if (!sharesColumn(columns, activation, labels)) {
    const layer = { name, type: 'Activation', inputs: [output], options: { activation }, weights: {} };
    return { ...network, layers: [...network.layers, layer], outputs: [{ from: name }] };
  }
  // The softmax of 0 and x is what is left to 1, and the sigmoid of x.
  const options = { units: 2, use_bias: false, activation: 'softmax' };
  const kernel = `${prefix}/kernel`;
  const layer = { name, type: 'Dense', inputs: [output], options, weights: { kernel } };
  return {
    ...network,
    layers: [...network.layers, layer],
    outputs: [{ from: name }],
    weights: new Map([
      ...network.weights,
      [kernel, { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0, 1) }] as const,
    ]),
  };
}
