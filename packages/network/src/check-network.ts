import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { listWeights } from './list-weights.js';

/**
 * Checks that a network hangs together: names, order, options, shapes, weights. Values may be absent, but not misshapen.
 *
 * @throws GraftError that names the layer or weight
 */
export function checkNetwork(network: Network): void {
  if (network.outputs.length === 0) throw new GraftError('no-outputs', `${network.name} has no outputs.`);
  for (const [name, { shape }] of listWeights(network)) {
    const value = network.weights.get(name);
    if (value === undefined || value.shape.join() === shape.join()) continue;
    throw new GraftError(
      'bad-weight-shape',
      `Weight "${name}" of ${network.name} has the shape [${value.shape.join(', ')}]; its layer needs [${shape.join(', ')}]. Give it weights of that shape, or change the options of the layer.`,
    );
  }
}
