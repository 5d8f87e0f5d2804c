import type { BatchShape, Network } from '@graftjs/core';
import { resolveLayers } from './resolve-layers.js';

/**
 * The output shapes of every input and layer, by name, batch axis first.
 *
 * @throws GraftError where the network does not hang together; the message names the layer
 * @example
 * inferShapes(network).get('stem_conv'); // [[null, 112, 112, 32]]
 */
export function inferShapes(network: Network): ReadonlyMap<string, readonly BatchShape[]> {
  const inputs = network.inputs.map(({ name, shape }) => [name, [shape]] as const);
  const layers = resolveLayers(network).map(({ layer, outputs }) => [layer.name, outputs] as const);
  return new Map([...inputs, ...layers]);
}
