import type { HostTensor, Json, NetworkInput } from '@graftjs/core';
import { formatShape, GraftError } from '@graftjs/core';
import { checkFinite } from '@graftjs/network';
import { isObject } from '../keras/parse-json.js';
import type { GraphNode } from './graph/graph-node.js';
import { invalid, readNodes, readRef } from './graph/graph-node.js';
import { layersOfGraph } from './graph/layers-of-graph.js';
import type { TfjsArtifacts } from './read-artifacts.js';
import type { TfjsModel } from './read-layers-model.js';
import { listSome } from './read-manifest.js';

/**
 * A network from a graph model, where each of its operations has a counterpart in the layer table. It can be cut, folded and
 * trained as any other; what the converter folded into convolutions stays so.
 *
 * Layers have the names of the graph's nodes, without what all have in common: `MobilenetV2/Conv/Relu6`. Values that are no
 * longer than a row and belong to no layer become numbers of a Rescaling.
 *
 * @throws GraftError 'not-graph-model' for a layers model; 'graph-unsupported' that names every node without a counterpart;
 *   'graph-invalid', 'weights-mismatch', 'bad-weight-values'
 * @example
 * const { network } = await readGraphModel(await readTfjsArtifacts(files));
 */
export function readGraphModel(artifacts: TfjsArtifacts): TfjsModel {
  const { format, topology, tensors, metadata, generatedBy, convertedBy } = artifacts;
  if (format !== 'graph-model') {
    throw new GraftError('not-graph-model', 'This is a layers-model: a list of layers. Read it with readLayersModel.');
  }
  const nodes = readNodes(topology);
  checkValues(nodes, tensors);
  const built = layersOfGraph(nodes, endsOf(artifacts, nodes), tensors);
  const order = listSignature(artifacts, 'inputs').map(({ node }) => node.split('/').at(-1));
  const place = ({ name }: NetworkInput): number => order.indexOf(name.split('/').at(-1));
  const network = { ...built, inputs: [...built.inputs].sort((a, b) => place(a) - place(b)) };
  for (const [name, value] of network.weights) checkFinite(name, value);
  return { network, madeBy: convertedBy ?? generatedBy, metadata, notes: [] };
}

/** The outputs that the file names, else all nodes that feed nothing. */
function endsOf(artifacts: TfjsArtifacts, nodes: ReadonlyMap<string, GraphNode>): GraphNode['inputs'] {
  const named = listSignature(artifacts, 'outputs');
  if (named.length > 0) return named;
  const fed = new Set([...nodes.values()].flatMap(({ inputs }) => inputs.map(({ node }) => node)));
  const ends = [...nodes.values()].filter(
    ({ name, op }) => !fed.has(name) && !['Const', 'Placeholder', 'NoOp'].includes(op),
  );
  if (ends.length === 0) throw invalid('none of its nodes gives an answer');
  return ends.map(({ name }) => ({ node: name, output: 0 }));
}

/** What the file says of its ends, in its order; older files say it beside the model. */
function listSignature({ signature, metadata }: TfjsArtifacts, which: 'inputs' | 'outputs'): GraphNode['inputs'] {
  const told = signature ?? metadata?.['signature'];
  const ends: Json | undefined = isObject(told) ? told[which] : undefined;
  const entries = isObject(ends) ? Object.entries(ends) : [];
  return entries.flatMap(([key, value]) => readRef(isObject(value) ? (value['name'] ?? key) : key, 'the signature'));
}

/** @throws GraftError 'weights-mismatch' that lists all values that are missing, surplus or of another shape */
function checkValues(nodes: ReadonlyMap<string, GraphNode>, tensors: ReadonlyMap<string, HostTensor>): void {
  const constants = [...nodes.values()].filter(({ op }) => op === 'Const');
  const missing = constants.filter(({ name }) => !tensors.has(name)).map(({ name }) => name);
  const surplus = [...tensors.keys()].filter((name) => nodes.get(name)?.op !== 'Const');
  const faults = [
    missing.length === 0 ? '' : `${missing.length} missing: ${listSome(missing)}`,
    surplus.length === 0
      ? ''
      : `${surplus.length} not part of it: ${listSome(surplus.map((name) => `${name} (${formatShape(tensors.get(name)?.shape ?? [])})`))}`,
  ].filter((fault) => fault !== '');
  if (faults.length === 0) return;
  throw new GraftError('weights-mismatch', `The weights of this file do not fit the graph. ${faults.join('. ')}.`);
}
