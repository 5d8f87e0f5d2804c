import type { OpenBackbone } from '@graftjs/core';
import { dropLast } from '@graftjs/cut';
import { openBackbone } from './open-backbone.js';

/**
 * A backbone without its last layers, and so without its classifier: 1 of VGG19 ends in `fc2`. The given one stays as it is.
 *
 * @param count layers on the way to the output that are left out, from 0
 * @throws what `dropLast` throws
 */
export function withoutLast<Input>(backbone: OpenBackbone<Input>, count: number): OpenBackbone<Input> {
  if (count === 0) return backbone;
  const { fingerprint: _, classifier: __, blockEnds, ...facts } = backbone;
  const network = dropLast(backbone.network, count);
  const left = new Set(network.layers.map(({ name }) => name));
  return openBackbone({
    ...facts,
    network,
    ...(blockEnds && { blockEnds: blockEnds.filter((end) => left.has(end)) }),
  });
}
