import type { Network, Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { buildFromConfig } from '../keras/parse-keras-json.js';
import type { JsonObject } from '../keras/parse-json.js';
import { isObject } from '../keras/parse-json.js';
import type { TfjsArtifacts } from './read-artifacts.js';
import { readLayerWeights } from './read-layer-weights.js';

/** A network from a TensorFlow.js model, and what else its files say. */
export interface TfjsModel {
  readonly network: Network;
  /** What wrote it: 'tfjs-layers 4.22.0', or the Keras that it was converted from: '2.21.0'. */
  readonly madeBy: string | undefined;
  /** What its maker put beside it: labels, and the like. */
  readonly metadata: JsonObject | undefined;
  /** What Graft does otherwise than TensorFlow.js, or left out knowingly. */
  readonly notes: readonly Note[];
}

/**
 * A network from the files of a layers model, which TensorFlow.js saved or its converter made of a model of Keras.
 *
 * Options that TensorFlow.js leaves out silently (`groups`, `keepdims`, `threshold`, …) are honoured: the answers are those
 * of the model that was converted.
 *
 * @throws GraftError 'not-layers-model' for a graph; 'weights-mismatch' that lists all that is missing, surplus or of another
 *   shape; 'bad-weight-values'; 'keras-…' as `parseKerasJson`
 * @example
 * const { network } = await readLayersModel(await readTfjsArtifacts(files));
 */
export async function readLayersModel({ format, topology, tensors, metadata }: TfjsArtifacts): Promise<TfjsModel> {
  if (format !== 'layers-model') {
    throw new GraftError(
      'not-layers-model',
      `This is a graph-model: a graph of operations and not a list of layers. Read it with readGraphModel.`,
    );
  }
  const config = isObject(topology['model_config']) ? topology['model_config'] : topology;
  const version = topology['keras_version'];
  const madeBy = typeof version === 'string' ? version : undefined;
  const { model, notes: read } = buildFromConfig(config, madeBy, 'This TensorFlow.js model');
  const { weights, notes: matched } = await readLayerWeights(tensors, model.weights);
  return { network: { ...model.network, weights }, madeBy, metadata, notes: [...read, ...matched] };
}
