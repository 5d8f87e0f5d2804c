import type { Network } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { checkCut } from './check-cut.js';

/**
 * Cuts a network in two. Trunk then tail gives exactly what the whole gives. The network itself stays as it is; weights are
 * shared, not copied.
 *
 * @param layer a cut; its output is the trunk's output and the tail's first input, which bears the layer's name
 * @returns `trunk`: everything up to and including the layer; `tail`: everything after it (no layers after the output layer),
 * with the side inputs that it needs too
 * @throws GraftError 'unknown-cut', with the nearest valid names, and what `listCuts` throws
 * @example
 * const { trunk, tail } = cutNetwork(vgg19, 'block5_pool');
 */
export function cutNetwork(network: Network, layer: string): { trunk: Network; tail: Network } {
  checkCut(network, layer);
  return { trunk: sliceNetwork(network, { upTo: layer }), tail: sliceNetwork(network, { after: layer }) };
}
