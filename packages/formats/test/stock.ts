import type { HostTensor } from '@graftjs/core';
import { toHost, toTensor } from '@graftjs/network';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';

// Some layers call operations as methods, which only the union package adds, together with more backends than tests need.
const methods = { ...tf, flatten: (x: tf.Tensor) => tf.reshape(x, [-1]) };
for (const [name, operation] of Object.entries(methods)) {
  if (typeof operation !== 'function' || !/^[a-z]/.test(name) || name in tf.Tensor.prototype) continue;
  const method = function (this: tf.Tensor, ...rest: unknown[]): unknown {
    return (operation as (...all: unknown[]) => unknown)(this, ...rest);
  };
  Object.defineProperty(tf.Tensor.prototype, name, { value: method, configurable: true });
}

/** Loads the files of a model as `tf.loadLayersModel` does. */
export async function loadStock(files: ReadonlyMap<string, Uint8Array>): Promise<layers.LayersModel> {
  await tf.setBackend('cpu');
  return layers.loadLayersModel(tf.io.fromMemory(artifactsOf(files)));
}

/** Saves a model of TensorFlow.js as `model.save` does, and gives its files. */
export async function saveStock(model: layers.LayersModel): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  let files = new Map<string, Uint8Array<ArrayBuffer>>();
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightData, weightSpecs = [], ...rest } = artifacts;
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = JSON.stringify({ ...rest, weightsManifest: manifest });
      files = new Map([
        ['model.json', new TextEncoder().encode(json)],
        ['weights.bin', new Uint8Array(weightData as ArrayBuffer)],
      ]);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    }),
  );
  return files;
}

/** What a model of TensorFlow.js answers. */
export async function runStock(model: layers.LayersModel, inputs: readonly HostTensor[]): Promise<HostTensor[]> {
  const given = inputs.map(toTensor);
  const answers = [model.predict(given.length === 1 ? given[0]! : given)].flat();
  const values = await Promise.all(answers.map(toHost));
  tf.dispose([...given, ...answers]);
  return values;
}

/** Loads the files of a graph model as `tf.loadGraphModel` does. */
export async function loadStockGraph(files: ReadonlyMap<string, Uint8Array>): Promise<GraphModel> {
  await tf.setBackend('cpu');
  return loadGraphModel(tf.io.fromMemory({ ...artifactsOf(files), format: 'graph-model' }));
}

/** What a graph of TensorFlow.js answers, in its order. */
export async function runStockGraph(model: GraphModel, inputs: readonly HostTensor[]): Promise<HostTensor[]> {
  const given = inputs.map(toTensor);
  const answers = [model.predict(given.length === 1 ? given[0]! : given)].flat() as tf.Tensor[];
  const values = await Promise.all(answers.map(toHost));
  tf.dispose([...given, ...answers]);
  return values;
}

function artifactsOf(files: ReadonlyMap<string, Uint8Array>): tf.io.ModelArtifacts {
  const model = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
  const { weightsManifest, ...rest } = model;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const shards = weightsManifest.flatMap(({ paths }) => paths).map((path) => files.get(path) ?? new Uint8Array());
  return { ...rest, weightSpecs, weightData: new Uint8Array(Buffer.concat(shards)).buffer } as tf.io.ModelArtifacts;
}
