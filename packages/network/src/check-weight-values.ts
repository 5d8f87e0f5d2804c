import type { HostTensor, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { checkFinite } from './check-finite.js';

/** What a square root is taken of. */
const variances: ReadonlySet<string> = new Set(['moving_variance', 'variance']);

/**
 * Looks for values that no training leaves: NaN, infinity, and variances below zero. Answers need not show them: wasm makes an
 * ordinary 0 of NaN in its ReLU6, and sometimes in its ReLU. Weights without values are left to others.
 *
 * @throws GraftError 'bad-weight-values'
 */
export function checkWeightValues(network: Network): void {
  for (const layer of network.layers) {
    for (const [role, name] of Object.entries(layer.weights)) {
      const weight = network.weights.get(name);
      if (weight === undefined) continue;
      checkFinite(name, weight);
      if (variances.has(role)) checkVariance(name, weight);
    }
  }
}

function checkVariance(name: string, { dtype, data }: HostTensor): void {
  const SIGN = 0x8000;
  const isNegative = (value: number): boolean => (dtype === 'float16' ? value > SIGN : value < 0);
  const at = data.findIndex(isNegative);
  if (at < 0) return;
  throw new GraftError(
    'bad-weight-values',
    `The weight "${name}" is a variance, and is below zero at element ${at}. Whatever wrote it went wrong, or it is another weight.`,
  );
}
