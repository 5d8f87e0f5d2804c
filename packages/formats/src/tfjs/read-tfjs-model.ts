import type { TfjsArtifacts } from './read-artifacts.js';
import { readGraphModel } from './read-graph-model.js';
import type { TfjsModel } from './read-layers-model.js';
import { readLayersModel } from './read-layers-model.js';

/**
 * A network from the files of a TensorFlow.js model, of either kind.
 *
 * @throws GraftError what `readLayersModel` and `readGraphModel` throw
 * @example
 * const { network } = await readTfjsModel(await readTfjsArtifacts(files));
 */
export async function readTfjsModel(artifacts: TfjsArtifacts): Promise<TfjsModel> {
  return artifacts.format === 'layers-model' ? readLayersModel(artifacts) : readGraphModel(artifacts);
}
