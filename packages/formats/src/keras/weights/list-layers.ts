import type { Group } from '../../hdf5/open-hdf5.js';
import { readNames } from './read-legacy-layout.js';
import { containers } from './read-object-layout.js';

/**
 * Names the layers of a file of weights: their own names in the old layout; in the new one, class and number.
 *
 * @param root the root group
 * @returns empty where the file is none of Keras
 */
export async function listLayers(root: Group): Promise<readonly string[]> {
  const container = containers.find((name) => root.names.includes(name));
  const layers = container === undefined ? undefined : await root.open(container);
  return layers?.kind === 'group' ? layers.names : readNames(root, 'layer_names');
}
