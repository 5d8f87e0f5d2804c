import { formatShape, GraftError, type BatchShape, type Layer, type Network } from '@graftjs/core';
import { layerType, listWeights, sliceNetwork } from '@graftjs/network';
import { imageInput, withInputShape } from './image-input.js';
import { listCuts } from './list-cuts.js';

/**
 * The same network for pictures of another size: every shape is worked out again, every weight stays. Paddings stay as they are
 * too, also where an architecture built for that size would choose others.
 *
 * @param height rows of the one image input, in pixels
 * @param width columns, in pixels
 * @throws GraftError 'no-image-input'; 'bad-input-size' where a layer cannot take that size or has weights for each position, with
 * the reason and the ways out
 * @example
 * resizeInput(resnet50, 320, 320).inputs[0].shape; // [null, 320, 320, 3]
 */
export function resizeInput(network: Network, height: number, width: number): Network {
  const image = imageInput(network);
  const size = [height, width].map((side) => JSON.stringify(side) ?? 'nothing').join(' x ');
  if (!Number.isSafeInteger(height) || !Number.isSafeInteger(width) || height < 1 || width < 1) {
    throw new GraftError('bad-input-size', `An input size is two whole numbers from 1; got ${size}.`);
  }
  const [batch = null, oldHeight = null, oldWidth = null, channels = null] = image.shape;
  const shape = [batch, height, width, channels];
  const obstacle = findObstacle(network, shape);
  if (obstacle === undefined) return withInputShape(network, image, shape);

  const cut = lastCutFor(network, shape);
  const leaveOut = cut === undefined ? '' : `leave out what comes after "${cut}" (its top, if that is one), or `;
  const ways = `${leaveOut}keep ${formatShape([oldHeight, oldWidth])} and let preprocessing resize the pictures`;
  throw new GraftError(
    'bad-input-size',
    `${network.name} cannot take ${size}: ${obstacle} ${ways.charAt(0).toUpperCase()}${ways.slice(1)}.`,
  );
}

/** What stands against another shape of the image input, as a sentence; undefined where nothing does. */
function findObstacle(network: Network, shape: BatchShape): string | undefined {
  const before = listWeights(network);
  const resized = withInputShape(network, imageInput(network), shape);
  let after: typeof before;
  try {
    after = listWeights(resized);
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    return error.message;
  }
  for (const layer of network.layers) {
    for (const weight of Object.values(layer.weights)) {
      const [old, other] = [before, after].map((weights) => formatShape(weights.get(weight)?.shape ?? []));
      if (old !== other) return `${describeLayer(network, layer)}, so "${weight}" would be ${other} instead of ${old}.`;
    }
  }
  return undefined;
}

/** Says where the positions of a picture got into the weights of a layer. */
function describeLayer(network: Network, layer: Layer): string {
  const sources = new Set(layer.inputs.map(({ from }) => from));
  const mixer = [...network.layers].reverse().find(({ name, type, inputs }) => {
    if (!sources.has(name)) return false;
    for (const { from } of inputs) sources.add(from);
    return layerType(type).mixesPositions === true;
  });
  const where = mixer === undefined ? 'has' : `comes after ${mixer.type} "${mixer.name}" and has`;
  return `${layer.type} "${layer.name}" ${where} weights for each position`;
}

/** The last cut up to which a network can take the shape, and that still gives a map. */
function lastCutFor(network: Network, shape: BatchShape): string | undefined {
  if (network.outputs.length !== 1) return undefined;
  const maps = listCuts(network).filter((cut) => cut.shape.length === 3);
  return maps.reverse().find(({ layer }) => findObstacle(sliceNetwork(network, { upTo: layer }), shape) === undefined)
    ?.layer;
}
