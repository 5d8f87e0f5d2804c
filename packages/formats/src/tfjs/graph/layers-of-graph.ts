import type { HostTensor, Network } from '@graftjs/core';
import type { Constant, GraphBuilder, Made, NodeInputs } from './graph-builder.js';
import { graphBuilder, NoCounterpart, reasonOf } from './graph-builder.js';
import type { GraphNode } from './graph-node.js';
import { invalid, unsupported } from './graph-node.js';
import { layerNames } from './layer-names.js';
import { operations } from './operations/index.js';
import { orderNodes } from './order-nodes.js';

/**
 * The layers that do what the nodes of a graph do.
 *
 * @param ends what the graph gives, in order
 * @param tensors values of its constants
 * @throws GraftError 'graph-unsupported' that names every node without a counterpart, 'graph-invalid'
 */
export function layersOfGraph(
  nodes: ReadonlyMap<string, GraphNode>,
  ends: GraphNode['inputs'],
  tensors: ReadonlyMap<string, HostTensor>,
): Network {
  const ordered = orderNodes(
    nodes,
    ends.map(({ node }) => node),
  );
  const names = layerNames(ordered.filter(({ op }) => op !== 'Const'));
  const reading: Reading = {
    nodes,
    uses: countUses(ordered, ends),
    builder: graphBuilder(),
    made: new Map(),
    constants: new Map(),
  };
  const problems: string[] = [];
  for (const node of ordered) {
    const value = node.op === 'Const' ? tensors.get(node.name) : undefined;
    if (value !== undefined) {
      reading.constants.set(node.name, { name: node.name, value });
      continue;
    }
    try {
      const result = readNode(reading, node, names.get(node.name) ?? node.name);
      if (result !== undefined) reading.made.set(node.name, result);
    } catch (error) {
      problems.push(`${node.name} (${node.op}) ${reasonOf(error)}`);
    }
  }
  if (problems.length > 0) {
    throw unsupported(problems);
  }
  const outputs = ends.map(({ node, output }) => {
    const end = reading.made.get(node);
    if (end === undefined || end.apart !== undefined || output > 0)
      throw invalid(`"${node}:${output}" gives no answer that a layer gives`);
    return end;
  });
  return reading.builder.build('graph', outputs);
}

/** What is known of a graph while its nodes are visited in order. */
interface Reading {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** How many nodes and ends take each node. */
  readonly uses: ReadonlyMap<string, number>;
  readonly builder: GraphBuilder;
  readonly made: Map<string, Made>;
  readonly constants: Map<string, Constant>;
}

/**
 * @returns undefined for what becomes no layer, and for what follows from a node without a counterpart, which is not told
 * @throws NoCounterpart, GraftError of the layer table
 */
function readNode(reading: Reading, node: GraphNode, name: string): Made | undefined {
  const { nodes, builder, made, constants } = reading;
  if (node.op === 'Placeholder') return declare(node, name, builder);
  const operation = Object.hasOwn(operations, node.op) ? operations[node.op] : undefined;
  const isConstant = node.inputs.every((input) => constants.has(input.node));
  const passed = constants.get(node.inputs[0]?.node ?? '');
  if (node.op === 'Identity' && passed !== undefined) constants.set(node.name, passed);
  // What lengths are worked out from is looked at where they are used.
  if (SHAPES.includes(node.op) || (node.op === 'Identity' && isConstant)) return undefined;
  if (operation === undefined) throw new NoCounterpart('has no counterpart');
  const isKnown = node.inputs.every(
    ({ node: before }) => made.has(before) || constants.has(before) || SHAPES.includes(nodes.get(before)?.op ?? ''),
  );
  return isKnown ? operation(inputsOf(reading, node, name)) : undefined;
}

function inputsOf(reading: Reading, node: GraphNode, name: string): NodeInputs {
  const { nodes, builder, made, constants } = reading;
  const before = (at: number): string => node.inputs[at]?.node ?? '';
  const madeApart = (at: number): Made => {
    const from = before(at);
    const found = made.get(from);
    if (found === undefined) throw new NoCounterpart(constants.has(from) ? 'works on a constant' : 'works on lengths');
    const output = node.inputs[at]?.output ?? 0;
    if (output > 0) throw new NoCounterpart(`takes output ${output} of "${from}"; known are first ones`);
    return found;
  };
  const needMade = (at: number): Made => {
    const found = madeApart(at);
    if (found.apart === undefined) return found;
    throw new NoCounterpart('works on a picture that is taken apart, as no layer does');
  };
  const needConstant = (at: number): Constant => {
    const found = constants.get(before(at));
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
    constant: (at) => constants.get(before(at)),
    needConstant,
    isOnlyUse: (at) => isOnlyUse(reading, before(at)),
    lengths: (at) => lengthsOf(reading, nodes.get(before(at))),
  };
}

function isOnlyUse({ nodes, uses }: Reading, given: string): boolean {
  for (let name = given; ; name = nodes.get(name)?.inputs[0]?.node ?? '') {
    if (uses.get(name) !== 1) return false;
    if (!PASSING.includes(nodes.get(name)?.op ?? '')) return true;
  }
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
function lengthsOf({ nodes, constants }: Reading, node: GraphNode | undefined): readonly (number | null)[] {
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
