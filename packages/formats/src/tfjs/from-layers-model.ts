import type { HostTensor } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isObject, parseJson } from '../keras/parse-json.js';
import { tfjs } from './read-artifacts.js';
import type { TfjsModel } from './read-layers-model.js';
import { readLayersModel } from './read-layers-model.js';

/** What of a `tf.LayersModel` is looked at, so that this package need not bring @tensorflow/tfjs-layers. */
export interface LiveLayersModel {
  readonly layers: readonly LiveLayer[];
  toJSON(unused?: unknown, returnString?: boolean): unknown;
}

/** A `tf.layers.Layer`; one that has layers is a model within. */
export interface LiveLayer {
  readonly name: string;
  readonly weights: readonly { readonly originalName: string; read(): Tensor }[];
}

/**
 * A network from a live model of TensorFlow.js: its layers, and a copy of its weights. The model is neither changed nor
 * disposed, and may be trained on.
 *
 * @param model `tf.LayersModel` or `tf.Sequential`
 * @throws GraftError 'keras-…' as `parseKerasJson` for layers of one's own and what else Graft does not know;
 *   'shared-layer' for a layer of several models within; 'bad-weight-dtype', 'bad-weight-values'
 * @example
 * const { network } = await fromLayersModel(await tf.loadLayersModel('my-model'));
 */
export async function fromLayersModel(model: LiveLayersModel): Promise<TfjsModel> {
  const topology = parseJson(String(model.toJSON(null, true)), 'The description of this model', tfjs);
  const tensors = new Map<string, HostTensor>();
  const owners = new Map<LiveLayer, string>();
  const visit = async (layers: readonly LiveLayer[], within: string): Promise<void> => {
    for (const layer of layers) {
      const path = `${within}${layer.name}`;
      const owner = owners.get(layer);
      if (owner !== undefined) throw sharedLayer(owner, path);
      owners.set(layer, path);
      if ('layers' in layer) {
        await visit(layer.layers as readonly LiveLayer[], `${path}/`);
        continue;
      }
      for (const weight of layer.weights) {
        const name = `${path}/${weight.originalName}`;
        tensors.set(name, await copyOf(name, weight.read()));
      }
    }
  };
  await visit(model.layers, '');
  return readLayersModel({
    format: 'layers-model',
    topology: isObject(topology) ? topology : {},
    tensors,
    bools: new Set(),
    signature: undefined,
    generatedBy: undefined,
    convertedBy: undefined,
    metadata: undefined,
  });
}

/** On some backends the values are those that the model goes on with. */
async function copyOf(name: string, tensor: Tensor): Promise<HostTensor> {
  const { dtype, shape } = tensor;
  if (dtype !== 'float32') {
    throw new GraftError('bad-weight-dtype', `The weight "${name}" is ${dtype}; weights of layers are float32.`);
  }
  return { dtype, shape, data: Float32Array.from((await tensor.data<'float32'>()).subarray(0, sizeOf(shape))) };
}

function sharedLayer(owner: string, path: string): GraftError {
  return new GraftError(
    'shared-layer',
    `The layer "${owner}" is also "${path}". TensorFlow.js does not say in its description of a model that models within share a layer, so they would part here. Let one model have the layer, and call that model twice.`,
  );
}
