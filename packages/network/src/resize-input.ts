import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { listWeights } from './list-weights.js';
import { show } from './layers/layer-entry.js';

/**
 * The same network for pictures of another size; every weight keeps its shape.
 *
 * @param height rows of the one image input, in pixels
 * @param width columns, in pixels
 * @throws GraftError 'no-image-input'; 'bad-input-size' when a layer cannot take that size or a weight would change shape
 */
export function resizeInput(network: Network, height: number, width: number): Network {
  const [image, ...others] = network.inputs.filter(({ shape }) => shape.length === 4);
  if (image === undefined || others.length > 0) {
    const inputs = network.inputs.map(({ name, shape }) => `${name} ${show(shape)}`).join(', ');
    throw new GraftError('no-image-input', `${network.name} has no one image input of 4 axes; it has: ${inputs}.`);
  }
  const size = `${String(height)} x ${String(width)}`;
  if (!Number.isSafeInteger(height) || !Number.isSafeInteger(width) || height < 1 || width < 1) {
    throw new GraftError('bad-input-size', `An input size is two whole numbers from 1; got ${size}.`);
  }
  const shape = [image.shape[0] ?? null, height, width, image.shape[3] ?? null];
  const resized = {
    ...network,
    inputs: network.inputs.map((input) => (input === image ? { ...input, shape } : input)),
  };
  const before = listWeights(network);
  for (const [name, role] of listResized(resized, size)) {
    const old = before.get(name)?.shape ?? [];
    if (old.join() === role.shape.join()) continue;
    throw new GraftError(
      'bad-input-size',
      `At ${size} the weight "${name}" of ${network.name} would be [${role.shape.join(', ')}] instead of [${old.join(', ')}]. ` +
        'Keep the size, or cut the network before its Flatten layer.',
    );
  }
  return resized;
}

function listResized(network: Network, size: string): ReturnType<typeof listWeights> {
  try {
    return listWeights(network);
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    throw new GraftError('bad-input-size', `${network.name} cannot take ${size}: ${error.message}`, { cause: error });
  }
}
