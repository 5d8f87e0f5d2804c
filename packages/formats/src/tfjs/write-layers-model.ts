import type { Json, Network, Source } from '@graftjs/core';
import { bytesOf, GraftError } from '@graftjs/core';
import { checkComplete, checkNetwork } from '@graftjs/network';
import type { KerasLayer } from '../keras/write-config.js';
import { gatherLayers, kerasName } from '../keras/write-config.js';
import { listSome } from './read-manifest.js';
import { stockLayer, stockRole } from './stock-options.js';

/** The TensorFlow.js whose files these are. */
const TFJS_VERSION = 'tfjs-layers 4.22.0';

/** As its own: browsers cache files of up to this size. */
const SHARD_BYTES = 4 * 2 ** 20;

/**
 * Writes a network as the files of a layers model, which `tf.loadLayersModel` of TensorFlow.js loads and answers alike:
 * `model.json`, and shards of 4 MB. The same network always gives the same bytes, float16 stays float16, and no value changes
 * a bit.
 *
 * What TensorFlow.js would leave out silently or do otherwise is refused; so are masks. Layers that it lacks and that only
 * training heeds (Random…, SpatialDropout2D) become linear Activations of their names. Layers that name the same weights
 * become calls of one layer, and `trunk/conv1` becomes `trunk.conv1`.
 *
 * @returns whole files by their names
 * @throws GraftError 'cannot-write' that names every layer and option that TensorFlow.js does not have, or layers that share
 *   only some weights; 'missing-weight' that lists all without values; what `checkNetwork` throws
 * @example
 * for (const [name, bytes] of writeLayersModel(network)) await writeFile(`my-model/${name}`, bytes);
 */
export function writeLayersModel(network: Network): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  checkNetwork(network);
  checkComplete(network);
  const problems: string[] = [];
  const layers = gatherLayers(network);
  const modelTopology = writeTopology(network, layers, problems);
  if (problems.length > 0) {
    throw new GraftError(
      'cannot-write',
      `TensorFlow.js cannot honour ${network.name}: ${listSome(problems, '; ')}. Write a .keras or ONNX file, or leave these out.`,
    );
  }
  const { specs, parts } = listValues(network, layers);
  const shards = cut(parts);
  const names = shards.map((_, at) => `group1-shard${at + 1}of${shards.length}.bin`);
  const model: Json = {
    format: 'layers-model',
    generatedBy: TFJS_VERSION,
    convertedBy: 'Graft',
    modelTopology,
    weightsManifest: [{ paths: names, weights: specs }],
  };
  const files = new Map([['model.json', new TextEncoder().encode(JSON.stringify(model))]]);
  names.forEach((name, at) => files.set(name, shards[at] ?? new Uint8Array()));
  return files;
}

/** Keras 2's way of writing a functional model, which is all that TensorFlow.js reads. */
function writeTopology(network: Network, layers: readonly KerasLayer[], problems: string[]): Json {
  const calls = new Map<string, readonly [layer: string, call: number]>();
  for (const { name } of network.inputs) calls.set(name, [kerasName(name), 0]);
  for (const layer of layers) layer.calls.forEach((call, at) => calls.set(call.layer.name, [layer.name, at]));
  const refer = ({ from, output = 0 }: Source): readonly Json[] => [...(calls.get(from) ?? []), output];
  const inputs = network.inputs.map(({ name, shape, dtype }): Json => {
    if (shape.length < 2) problems.push(`input "${name}" has no axis but the batch, and TensorFlow.js would add one`);
    const config = { batch_input_shape: shape, dtype, sparse: false, name: kerasName(name) };
    return { class_name: 'InputLayer', config, name: kerasName(name), inbound_nodes: [] };
  });
  const others = layers.map(({ name, className, options, calls: nodes }): Json => {
    const complain = (reason: string): void => void problems.push(`layer "${name}" (${className}) ${reason}`);
    const { className: known, options: written } = stockLayer(
      className,
      options,
      nodes[0]?.inputs ?? [],
      nodes.map(({ outputs }) => outputs[0]),
      complain,
    );
    const config = { name, trainable: true, dtype: 'float32', ...written };
    const inbound = nodes.map(({ layer }) => layer.inputs.map((source): Json => [...refer(source), {}]));
    return { class_name: known, config, name, inbound_nodes: inbound };
  });
  network.outputs.forEach(({ from, output = 0 }, at) => {
    const isInput = network.inputs.some(({ name }) => name === from);
    const twin = network.outputs.findIndex((other) => other.from === from && (other.output ?? 0) === output);
    if (isInput) problems.push(`output ${at} is the input "${from}" itself`);
    else if (twin < at) problems.push(`output ${at} is output ${twin} again`);
  });
  return {
    class_name: 'Model',
    config: {
      name: kerasName(network.name),
      layers: [...inputs, ...others],
      input_layers: network.inputs.map(({ name }) => refer({ from: name })),
      output_layers: network.outputs.map(refer),
    },
    keras_version: TFJS_VERSION,
    backend: 'tensor_flow.js',
  };
}

function listValues(network: Network, layers: readonly KerasLayer[]) {
  const specs: Json[] = [];
  const parts: Uint8Array[] = [];
  for (const { name: layer, className, options, objects } of layers) {
    for (const { role, name } of objects.flatMap(({ weights }) => weights)) {
      const value = network.weights.get(name);
      if (value === undefined) continue;
      const spec = { name: `${layer}/${stockRole(className, options, role)}`, shape: value.shape };
      const isHalf = value.dtype === 'float16';
      specs.push(
        isHalf ? { ...spec, dtype: 'float32', quantization: { dtype: 'float16' } } : { ...spec, dtype: value.dtype },
      );
      parts.push(bytesOf(value));
    }
  }
  return { specs, parts };
}

/** One after the other, then in pieces of one size, of which there is at least one. */
function cut(parts: readonly Uint8Array[]): readonly Uint8Array<ArrayBuffer>[] {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const count = Math.max(1, Math.ceil(size / SHARD_BYTES));
  const shards = Array.from(
    { length: count },
    (_, at) => new Uint8Array(Math.min(SHARD_BYTES, size - at * SHARD_BYTES)),
  );
  let offset = 0;
  for (const part of parts) {
    for (let done = 0; done < part.length;) {
      const within = offset % SHARD_BYTES;
      const piece = part.subarray(done, done + SHARD_BYTES - within);
      shards[Math.floor(offset / SHARD_BYTES)]?.set(piece, within);
      done += piece.length;
      offset += piece.length;
    }
  }
  return shards;
}
