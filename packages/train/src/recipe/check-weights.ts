import { GraftError, type Network } from '@graftjs/core';
import { checkWeightValues, listWeights } from '@graftjs/network';

/**
 * Makes sure that every weight has a value, and one that a weight can have.
 *
 * @throws GraftError 'missing-weight', 'bad-weight-values'
 */
export function checkWeights(network: Network): void {
  const missing = [...listWeights(network).keys()].filter((name) => !network.weights.has(name));
  if (missing.length === 0) {
    checkWeightValues(network);
    return;
  }
  throw new GraftError(
    'missing-weight',
    `${network.name} has no values for ${missing.length} weight(s), among them "${missing[0]}". ` +
      'Load weights, or draw them at random with initializeWeights(network, seed).',
  );
}
