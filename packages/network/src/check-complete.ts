import { formatShape, GraftError, type Network } from '@graftjs/core';
import { listWeights } from './list-weights.js';

/**
 * Makes sure that every weight that a layer names has a value.
 *
 * @throws GraftError 'missing-weight' that lists all without, with their shapes
 */
export function checkComplete(network: Network): void {
  const missing = [...listWeights(network)].filter(([name]) => !network.weights.has(name));
  if (missing.length === 0) return;
  const names = missing.map(([name, { shape }]) => `${name} (${formatShape(shape)})`).join(', ');
  throw new GraftError('missing-weight', `${network.name} has no values for ${missing.length} weights: ${names}.`);
}
