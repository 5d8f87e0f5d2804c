import type { BatchShape, HostTensor, Network, Source } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import { checkComplete, checkNetwork, listWeights, widen } from '@graftjs/network';
import type { ResolvedLayer } from '@graftjs/network/resolve-layers';
import { resolveLayers } from '@graftjs/network/resolve-layers';
import type { ValueInfo } from './encode-model.js';
import { encodeModel } from './encode-model.js';
import type { GraphWriter } from './graph-writer.js';
import { graphWriter } from './graph-writer.js';
import type { Site, Value } from './layer-site.js';
import { arranged, asLast } from './layer-site.js';
import { layerWriter } from './layers/index.js';

export interface OnnxOptions {
  /** What the file says of itself, by name. Default: nothing. */
  readonly metadata?: ReadonlyMap<string, string>;
}

/**
 * Writes a network as an ONNX model, for ONNX Runtime and others: float32, operators of version 17, inputs and outputs with
 * channels last, as the network has them. Outputs are named for their layers. The batch axis is free, and so are others that
 * the network leaves free.
 *
 * @returns the whole file
 * @throws GraftError 'cannot-write' that lists all layers which ONNX cannot hold; 'missing-weight'; 'too-large' from 2 GB on, which
 *   is all that such a file can have; what `checkNetwork` throws
 * @see https://onnx.ai/onnx/operators for what the nodes mean
 * @example
 * await writeFile('model.onnx', writeOnnx(network));
 */
export function writeOnnx(network: Network, { metadata = new Map() }: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  checkNetwork(network);
  checkWeights(network);
  const graph = graphWriter(network.inputs.map(({ name }) => name));
  const outputs = nameOutputs(network, graph);
  const values = new Map<string, readonly Value[]>();
  for (const { name, shape } of network.inputs) values.set(name, [{ name, shape, channelsFirst: false }]);
  const whole = new Set(network.inputs.filter(({ dtype }) => dtype === 'int32').map(({ name }) => name));
  const refused: string[] = [];
  for (const resolved of resolveLayers(network)) {
    const { layer } = resolved;
    graph.enter(layer.name);
    try {
      const site = siteOf(resolved, network, values, graph, whole);
      values.set(layer.name, writeLayer(site));
    } catch (error) {
      if (!(error instanceof GraftError) || error.code !== 'cannot-write') throw error;
      refused.push(`"${layer.name}" (${layer.type}): ${error.message}`);
      values.set(
        layer.name,
        resolved.outputs.map((shape) => ({ name: '', shape, channelsFirst: false })),
      );
    }
  }
  if (refused.length > 0) {
    throw new GraftError(
      'cannot-write',
      `An ONNX file cannot hold ${refused.length} layer(s) of ${network.name}. ${refused.join('. ')}. ` +
        'Cut the network before them, or export it as keras or safetensors.',
    );
  }
  graph.enter(network.name);
  const given = network.outputs.map((source, at) => giveOutput(valueOf(source, values), outputs[at] ?? '', graph));
  return encodeModel(
    {
      name: network.name,
      nodes: [...graph.nodes, ...given.map(({ node }) => node)],
      constants: graph.constants,
      inputs: network.inputs.map(({ name, shape, dtype }) => ({ name, dtype, shape: axesOf(name, shape) })),
      outputs: given.map(({ info }) => info),
    },
    metadata,
  );
}

/** A file has at most 2^31 - 1 bytes; what is not weights takes far less than a hundredth of them. */
const LARGEST = 2 ** 31 * 0.99;

function checkWeights(network: Network): void {
  checkComplete(network);
  const bytes = [...listWeights(network).values()].reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (bytes > LARGEST) {
    throw new GraftError(
      'too-large',
      `The weights of ${network.name} take ${(bytes / 1e9).toFixed(1)} GB, and an ONNX file may have 2.1. Export it as keras or safetensors.`,
    );
  }
}

/** Outputs take their names before anything else can. */
function nameOutputs({ outputs }: Network, graph: GraphWriter): string[] {
  return outputs.map(({ from, output = 0 }) => graph.name(output === 0 ? from : `${from}:${output}`));
}

/** The last node, so that an output has its name and its channels last. */
function giveOutput(value: Value, name: string, graph: GraphWriter) {
  const { name: from, shape } = asLast(value, graph);
  const info: ValueInfo = { name, dtype: 'float32', shape: axesOf(name, shape) };
  return { info, node: { name: `output/${name}`, op: 'Identity', inputs: [from], outputs: [name], attributes: {} } };
}

function writeLayer(site: Site): readonly Value[] {
  const outputs = layerWriter(site.type)(site);
  // What a writer says of lengths is of use within it; the layer table knows them.
  return outputs.map((value, at) => ({ ...value, shape: site.shapes[at] ?? value.shape }));
}

function siteOf(
  { layer, options, outputs }: ResolvedLayer,
  network: Network,
  values: ReadonlyMap<string, readonly Value[]>,
  graph: GraphWriter,
  whole: ReadonlySet<string>,
): Site {
  const nameOf = (role: string): string => layer.weights[role] ?? '';
  const weight = (role: string): HostTensor & { readonly dtype: 'float32' } => {
    const value = network.weights.get(nameOf(role));
    return asFloats(value ?? { dtype: 'float32', shape: [0], data: new Float32Array() });
  };
  return {
    graph,
    type: layer.type,
    given: layer.options,
    options,
    inputs: layer.inputs.map((source) => {
      const value = valueOf(source, values);
      // An Embedding wants whole numbers; every other layer counts in floats.
      if (layer.type === 'Embedding' || !whole.has(value.name)) return value;
      return { ...value, name: graph.add('Cast', [value.name], { to: { int: 1 } }) };
    }),
    shapes: outputs,
    weight,
    key: nameOf,
    place(role, order, shape) {
      const value = weight(role);
      const asIs = value.shape.map((_, axis) => axis);
      const turned = order !== undefined && order.join() !== asIs.join();
      const key = [nameOf(role), turned ? ` by ${order.join()}` : '', shape ? ` as ${shape.join('x')}` : ''].join('');
      return graph.constant(key, () => arranged(value, order ?? asIs, shape));
    },
  };
}

function asFloats(tensor: HostTensor): HostTensor & { readonly dtype: 'float32' } {
  const wide = widen(tensor);
  if (wide.dtype === 'float32') return wide;
  return { dtype: 'float32', shape: wide.shape, data: Float32Array.from(wide.data) };
}

function valueOf({ from, output = 0 }: Source, values: ReadonlyMap<string, readonly Value[]>): Value {
  const value = values.get(from)?.[output];
  if (value === undefined) throw new GraftError('unknown-source', `There is no output ${output} of "${from}".`);
  return value;
}

/** Free axes by names: equal ones need not be equally long, so each has its own. */
function axesOf(name: string, shape: BatchShape): (number | string)[] {
  return shape.map((length, axis) => length ?? (axis === 0 ? 'batch' : `${name}/axis${axis}`));
}
