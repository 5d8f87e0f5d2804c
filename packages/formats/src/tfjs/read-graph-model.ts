import type { HostTensor, Json, Network, NetworkInput } from '@graftjs/core';
import { formatShape, GraftError } from '@graftjs/core';
import { checkFinite } from '@graftjs/network';
import { isObject } from '../keras/parse-json.js';
import type { Constant, Made, NodeInputs } from './graph/graph-builder.js';
import { graphBuilder, NoCounterpart, reasonOf } from './graph/graph-builder.js';
import type { GraphNode } from './graph/graph-node.js';
import { invalid, readNodes, readRef } from './graph/graph-node.js';
import { layerNames } from './graph/layer-names.js';
import { operations } from './graph/operations/index.js';
import { orderNodes } from './graph/order-nodes.js';
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
  const built = buildNetwork(nodes, endsOf(artifacts, nodes), tensors);
  const order = listSignature(artifacts, 'inputs').map(({ node }) => node.split('/').at(-1));
  const place = ({ name }: NetworkInput): number => order.indexOf(name.split('/').at(-1));
  const network = { ...built, inputs: [...built.inputs].sort((a, b) => place(a) - place(b)) };
  for (const [name, value] of network.weights) checkFinite(name, value);
  return { network, madeBy: convertedBy ?? generatedBy, metadata, notes: [] };
}

function buildNetwork(
  nodes: ReadonlyMap<string, GraphNode>,
  ends: GraphNode['inputs'],
  tensors: ReadonlyMap<string, HostTensor>,
): Network {
  const ordered = orderNodes(
    nodes,
    ends.map(({ node }) => node),
  );
  const names = layerNames(ordered.filter(({ op }) => op !== 'Const'));
  const uses = countUses(ordered, ends);
  const builder = graphBuilder();
  const made = new Map<string, Made>();
  const constants = new Map<string, Constant>();
  const problems: string[] = [];
  for (const node of ordered) {
    const value = node.op === 'Const' ? tensors.get(node.name) : undefined;
    if (value !== undefined) {
      constants.set(node.name, { name: node.name, value });
      continue;
    }
    try {
      const name = names.get(node.name) ?? node.name;
      const result = node.op === 'Placeholder' ? declare(node, name, builder) : find(node, name);
      if (result !== undefined) made.set(node.name, result);
    } catch (error) {
      problems.push(`${node.name} (${node.op}) ${reasonOf(error)}`);
    }
  }
  function find(node: GraphNode, name: string): Made | undefined {
    const operation = Object.hasOwn(operations, node.op) ? operations[node.op] : undefined;
    const isConstant = node.inputs.every((input) => constants.has(input.node));
    const passed = constants.get(node.inputs[0]?.node ?? '');
    if (node.op === 'Identity' && passed !== undefined) constants.set(node.name, passed);
    // What lengths are worked out from is looked at where they are used.
    if (SHAPES.includes(node.op) || (node.op === 'Identity' && isConstant)) return undefined;
    if (operation === undefined) throw new NoCounterpart('has no counterpart');
    // What follows from a node without a counterpart is not told.
    const isKnown = node.inputs.every(
      ({ node: before }) => made.has(before) || constants.has(before) || SHAPES.includes(nodes.get(before)?.op ?? ''),
    );
    return isKnown ? operation(inputsOf(node, name)) : undefined;
  }
  function inputsOf(node: GraphNode, name: string): NodeInputs {
    const madeApart = (at: number): Made => {
      const { node: from = '', output = 0 } = node.inputs[at] ?? {};
      const found = made.get(from);
      if (found === undefined)
        throw new NoCounterpart(constants.has(from) ? 'works on a constant' : 'works on lengths');
      if (output > 0) throw new NoCounterpart(`takes output ${output} of "${from}"; known are first ones`);
      return found;
    };
    const needMade = (at: number): Made => {
      const found = madeApart(at);
      if (found.apart === undefined) return found;
      throw new NoCounterpart('works on a picture that is taken apart, as no layer does');
    };
    const needConstant = (at: number): Constant => {
      const found = constants.get(node.inputs[at]?.node ?? '');
      if (found === undefined) throw new NoCounterpart(`has an input ${at + 1} that is no constant`);
      return found;
    };
    return {
      node,
      builder,
      name,
      made: needMade,
      madeApart,
      allMade: () => node.inputs.map((_, at) => needMade(at)),
      constant: (at) => constants.get(node.inputs[at]?.node ?? ''),
      needConstant,
      isOnlyUse: (at) => isOnlyUse(node.inputs[at]?.node ?? ''),
      lengths: (at) => lengthsOf(nodes.get(node.inputs[at]?.node ?? ''), nodes, constants),
    };
  }
  function isOnlyUse(given: string): boolean {
    for (let name = given; ; name = nodes.get(name)?.inputs[0]?.node ?? '') {
      if (uses.get(name) !== 1) return false;
      if (!PASSING.includes(nodes.get(name)?.op ?? '')) return true;
    }
  }
  if (problems.length > 0) {
    throw new GraftError(
      'graph-unsupported',
      `This graph-model cannot be read as a network, for ${problems.length} of its nodes: ${listSome(problems, '; ')}. It can be opened as a closed backbone, whose features are used as they come: graphModelBackbone of @graftjs/backbones.`,
    );
  }
  const outputs = ends.map(({ node, output }) => {
    const end = made.get(node);
    if (end === undefined || end.apart !== undefined || output > 0)
      throw invalid(`"${node}:${output}" gives no answer that a layer gives`);
    return end;
  });
  return builder.build('graph', outputs);
}

/** Operations that may give what a layer before them gives. */
const PASSING = ['Identity', 'StopGradient', 'PreventGradient', 'Snapshot', 'BatchToSpaceND', 'ConcatV2'];

/** Operations on shapes, of which a Reshape takes its lengths. */
const SHAPES = ['Shape', 'StridedSlice', 'Pack'];

function declare({ attributes }: GraphNode, name: string, builder: NodeInputs['builder']): Made {
  const shape = attributes.shape('shape');
  const dtype = attributes.type('dtype');
  if (shape === undefined || shape.length === 0) throw new NoCounterpart('does not say how many axes it has');
  if (dtype !== 'float32' && dtype !== 'int32')
    throw new NoCounterpart(`takes ${dtype ?? 'nothing'}; known are float32 and int32`);
  return builder.input(name, [null, ...shape.slice(1)], dtype);
}

/** The lengths that a constant says, or a list of the batch's length and constants. */
function lengthsOf(
  node: GraphNode | undefined,
  nodes: ReadonlyMap<string, GraphNode>,
  constants: ReadonlyMap<string, Constant>,
): readonly (number | null)[] {
  const said = constants.get(node?.name ?? '');
  if (said?.value.dtype === 'int32' && said.value.shape.length === 1) return [...said.value.data];
  if (node?.op !== 'Pack') throw new NoCounterpart('takes lengths that are worked out in a way that is not known');
  return node.inputs.map(({ node: name }, at) => {
    const value = constants.get(name)?.value;
    if (at === 0 && nodes.get(name)?.op === 'StridedSlice') return null;
    if (value?.dtype !== 'int32' || value.data.length !== 1)
      throw new NoCounterpart('takes lengths that depend on its input');
    return value.data[0] ?? null;
  });
}

function countUses(ordered: readonly GraphNode[], ends: GraphNode['inputs']): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { node } of [...ordered.flatMap(({ inputs }) => inputs), ...ends])
    uses.set(node, (uses.get(node) ?? 0) + 1);
  return uses;
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
