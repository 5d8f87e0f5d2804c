import type { Engine, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { layerType } from '@graftjs/network';

/** The layers that the layer table does not know or whose options it does not honour, each with the reason. */
export function listUnsupported(network: Network): ReturnType<Engine['unsupported']> {
  return network.layers.flatMap((layer) => {
    try {
      layerType(layer.type).parse(layer.options);
      return [];
    } catch (error) {
      if (error instanceof GraftError) return [{ layer: layer.name, reason: error.message }];
      throw error;
    }
  });
}
