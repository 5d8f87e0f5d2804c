import { GraftError, listNearest, type Network } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';

/**
 * A network that gives the features at layers by name, several at once: any layers, cuts or not. What none of them needs is left
 * out. The network itself stays as it is; weights are shared, not copied.
 *
 * @param layers in the order in which their outputs are wanted; of a layer with several outputs, the first
 * @throws GraftError 'bad-option', 'no-layers', 'unknown-layer' with the nearest names
 * @example
 * tapLayers(vgg19, ['block1_conv1', 'block5_pool']).outputs; // [{ from: 'block1_conv1' }, { from: 'block5_pool' }]
 */
export function tapLayers(network: Network, layers: readonly string[]): Network {
  if (!Array.isArray(layers)) {
    throw new GraftError(
      'bad-option',
      `Layers are a list of names; got ${JSON.stringify(layers) ?? 'nothing'}. For one layer: tapLayers(network, ['conv']).`,
    );
  }
  if (layers.length === 0) {
    throw new GraftError('no-layers', `Name at least one layer of ${network.name} whose features are wanted.`);
  }
  const names = network.layers.map(({ name }) => name);
  for (const layer of layers as readonly string[]) {
    if (names.includes(layer)) continue;
    const nearest = listNearest(layer, names).join(', ');
    throw new GraftError('unknown-layer', `No layer "${layer}" in ${network.name}. Nearest: ${nearest}.`);
  }
  return sliceNetwork({ ...network, outputs: (layers as readonly string[]).map((from) => ({ from })) }, {});
}
