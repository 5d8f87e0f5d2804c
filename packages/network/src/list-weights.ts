import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { DrawnRole } from './layers/layer-entry.js';
import { resolveLayers } from './resolve-layers.js';

/**
 * Every weight that the layers name, in their order, with its shape and whether it trains. Needs no values.
 *
 * @throws GraftError 'missing-role', 'unknown-role', 'weight-conflict' when two layers share a name but not a shape
 */
export function listWeights(network: Network): ReadonlyMap<string, DrawnRole> {
  const weights = new Map<string, DrawnRole>();
  for (const { layer, entry, options, inputs } of resolveLayers(network)) {
    const roles = entry.roles(inputs, options);
    const where = `Layer "${layer.name}" (${layer.type})`;
    for (const role of Object.keys(layer.weights)) {
      if (Object.hasOwn(roles, role)) continue;
      const allowed = Object.keys(roles).join(', ') || 'none';
      throw new GraftError(
        'unknown-role',
        `${where} names a weight for "${role}"; with its options it has: ${allowed}.`,
      );
    }
    for (const [role, drawn] of Object.entries(roles)) {
      const name = layer.weights[role];
      if (name === undefined) throw new GraftError('missing-role', `${where} names no weight for "${role}".`);
      const known = weights.get(name);
      if (known === undefined) {
        weights.set(name, drawn);
      } else if (known.shape.join() !== drawn.shape.join() || known.trainable !== drawn.trainable) {
        const shapes = `[${known.shape.join(', ')}] and [${drawn.shape.join(', ')}]`;
        throw new GraftError('weight-conflict', `${where} shares the weight "${name}", but the two differ: ${shapes}.`);
      }
    }
  }
  return weights;
}
