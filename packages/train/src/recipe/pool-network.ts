import { formatShape, GraftError, type Layer, type Network, type Pool, type Shape } from '@graftjs/core';

/**
 * The network that makes a vector of a feature map.
 *
 * @param map `[height, width, channels]` of one example
 * @throws GraftError 'no-head-fits-cut' where an axis that has to be known is free
 */
export function poolNetwork(pool: Pool, map: Shape): Network {
  const [height, width, channels] = map;
  const known = typeof channels === 'number' && (pool !== 'flatten' || (height !== null && width !== null));
  if (!known) {
    throw new GraftError(
      'no-head-fits-cut',
      `The features at this cut are ${formatShape(map)}, so the pool "${pool}" gives a vector of no fixed length, which no head fits. ` +
        (typeof channels === 'number'
          ? 'Use the pool mean, or give the backbone a fixed input size.'
          : 'Cut at another layer.'),
    );
  }
  const layers = poolLayers[pool];
  return {
    name: pool,
    inputs: [{ name: 'map', shape: [null, ...map], dtype: 'float32' }],
    layers,
    outputs: layers.slice(-1).map(({ name }) => ({ from: name })),
    weights: new Map(),
  };
}

const mean = layer('mean', 'GlobalAveragePooling2D', ['map']);
const max = layer('max', 'GlobalMaxPooling2D', ['map']);

const poolLayers: Readonly<Record<Pool, readonly Layer[]>> = {
  mean: [mean],
  max: [max],
  'mean+max': [mean, max, layer('both', 'Concatenate', ['mean', 'max'])],
  flatten: [layer('flatten', 'Flatten', ['map'])],
};

function layer(name: string, type: string, inputs: readonly string[]): Layer {
  return { name, type, inputs: inputs.map((from) => ({ from })), options: {}, weights: {} };
}
