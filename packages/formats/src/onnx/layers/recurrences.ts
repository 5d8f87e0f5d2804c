import type { HostTensor } from '@graftjs/core';
import type { OnnxGraph, ValueInfo } from '../encode-model.js';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { asLast, cannotWrite, inputOf } from '../layer-site.js';
import { activated } from './activations.js';

interface Options {
  readonly units: number;
  readonly activation: string;
  readonly recurrent_activation: string;
  readonly use_bias: boolean;
  readonly reset_after: boolean;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
  readonly zero_output_for_mask: boolean;
  readonly mask: boolean;
}

/** What a recurrent layer is as a step within ONNX's Scan: everything that Keras's layers can do, masks among it. */
interface Cell {
  readonly states: number;
  /** What is added to the products of the input `[gates * units]`; undefined: nothing. */
  inputBias(options: Options, bias: Float32Array): Float32Array;
  /** New states from the input's products `[batch, gates * units]` and the states before. */
  step(input: string, states: readonly string[], body: Body): readonly string[];
}

interface Body {
  readonly graph: GraphWriter;
  readonly options: Options;
  /** The recurrent kernel, `[units, gates * units]`. */
  readonly kernel: HostTensor & { readonly dtype: 'float32' };
  readonly bias: Float32Array | undefined;
  readonly key: string;
  bend(name: string, activation: string): string;
}

const cells: Readonly<Record<string, Cell>> = {
  SimpleRNN: {
    states: 1,
    inputBias: (_, bias) => bias,
    step: (input, [output = ''], body) => {
      const sum = body.graph.add('Add', [input, body.graph.add('MatMul', [output, columns(body, 0, 1)])]);
      return [body.bend(sum, body.options.activation)];
    },
  },
  LSTM: {
    states: 2,
    inputBias: (_, bias) => bias,
    step: (input, [output = '', cell = ''], body) => {
      const { graph, bend, options } = body;
      const sum = graph.add('Add', [input, graph.add('MatMul', [output, columns(body, 0, 4)])]);
      const [enter = '', forget = '', candidate = '', leave = ''] = split(sum, 4, graph);
      const gate = (name: string): string => bend(name, options.recurrent_activation);
      const kept = graph.add('Mul', [gate(forget), cell]);
      const next = graph.add('Add', [kept, graph.add('Mul', [gate(enter), bend(candidate, options.activation)])]);
      return [graph.add('Mul', [gate(leave), bend(next, options.activation)]), next];
    },
  },
  GRU: {
    states: 1,
    inputBias: ({ reset_after, units }, bias) => (reset_after ? bias.slice(0, 3 * units) : bias),
    step: (input, [output = ''], body) => {
      const { graph, bend, options, bias } = body;
      const { reset_after, units } = options;
      const product = graph.add('MatMul', [output, columns(body, 0, reset_after ? 3 : 2)]);
      const recurred =
        bias !== undefined && reset_after
          ? graph.add('Add', [product, floats(graph, `${body.key} output bias`, [3 * units], bias.subarray(3 * units))])
          : product;
      const [forUpdate = '', forReset = '', forCandidate = ''] = split(input, 3, graph);
      const [outUpdate = '', outReset = '', outCandidate = ''] = split(recurred, reset_after ? 3 : 2, graph);
      const update = bend(graph.add('Add', [forUpdate, outUpdate]), options.recurrent_activation);
      const reset = bend(graph.add('Add', [forReset, outReset]), options.recurrent_activation);
      const before = reset_after
        ? graph.add('Mul', [reset, outCandidate])
        : graph.add('MatMul', [graph.add('Mul', [reset, output]), columns(body, 2, 1)]);
      const candidate = bend(graph.add('Add', [forCandidate, before]), options.activation);
      const kept = graph.add('Mul', [update, output]);
      const changed = graph.add('Mul', [graph.add('Sub', [graph.floats(1), update]), candidate]);
      return [graph.add('Add', [kept, changed])];
    },
  },
};

export const recurrenceWriters: Readonly<Record<string, LayerWriter>> = {
  GRU: (site) => recurrent(site),
  LSTM: (site) => recurrent(site),
  SimpleRNN: (site) => recurrent(site),
};

/** @returns what Keras gives, in the order in which the steps were taken */
export function recurrent(site: Site): readonly Value[] {
  const { graph, shapes } = site;
  const options = site.options as Options;
  const mask = options.mask ? site.inputs.at(-1) : undefined;
  const sequence = asLast(inputOf(site), graph);
  const states = initialStates(site, sequence, options);
  const body = writeBody(site, options, mask !== undefined);
  const products = productsOf(site, sequence, options);
  const scanned = mask === undefined ? [products] : [products, graph.add('Unsqueeze', [mask.name, graph.wholes([2])])];
  const carried = mask === undefined ? states : [...states, zeroState(sequence, options, graph)];
  const results = graph.addSeveral('Scan', carried.length + 1, [...carried, ...scanned], {
    num_scan_inputs: { int: scanned.length },
    scan_input_axes: { ints: scanned.map(() => 1) },
    scan_input_directions: { ints: scanned.map(() => Number(options.go_backwards)) },
    scan_output_axes: { ints: [1] },
    body: { graph: body },
  });
  // The output is the first state, but where a mask holds back one and not the other.
  const [last = '', all = ''] = [results[mask === undefined ? 0 : states.length], results.at(-1)];
  const values = [
    options.return_sequences ? all : last,
    ...(options.return_state ? results.slice(0, states.length) : []),
  ];
  return values.map((name, at) => ({ name, shape: shapes[at] ?? [], channelsFirst: false }));
}

function cellOf(type: string): Cell {
  const cell = cells[type];
  if (cell === undefined) throw cannotWrite(`there is no recurrent layer type ${type}`);
  return cell;
}

function initialStates(site: Site, sequence: Value, options: Options): readonly string[] {
  const given = site.inputs.slice(1, options.mask ? -1 : undefined);
  if (given.length > 0) return given.map(({ name }) => name);
  return Array<string>(cellOf(site.type).states).fill(zeroState(sequence, options, site.graph));
}

/** The products of all steps with the kernel, bias and all: `[batch, steps, gates * units]`. */
function productsOf(site: Site, sequence: Value, options: Options): string {
  const { graph } = site;
  const products = graph.add('MatMul', [sequence.name, site.place('kernel')]);
  if (!options.use_bias) return products;
  const bias = cellOf(site.type).inputBias(options, site.weight('bias').data);
  return graph.add('Add', [products, floats(graph, `${site.key('bias')} of inputs`, [bias.length], bias)]);
}

/** One step: from the states before, the input's products and, with a mask, whether the step counts. */
function writeBody(site: Site, options: Options, masks: boolean): OnnxGraph {
  const graph = site.graph.inner();
  const cell = cellOf(site.type);
  const kernel = site.weight('recurrent_kernel');
  const bend = (name: string, activation: string): string =>
    activated({ name, shape: [null, options.units], channelsFirst: false }, activation, graph).name;
  const bias = options.use_bias ? site.weight('bias').data : undefined;
  const body: Body = { graph, options, kernel, bias, key: site.key('recurrent_kernel'), bend };
  const step = graph.name('step');
  const before = Array.from({ length: cell.states + Number(masks) }, () => graph.name(`${step}/before`));
  const [input, counts] = [graph.name(`${step}/input`), graph.name(`${step}/counts`)];
  const next = cell.step(input, before.slice(0, cell.states), body);
  const after = masks ? masked(next, before, counts, body) : next;
  const ends = after.map((name) => graph.add('Identity', [name]));
  const output = graph.add('Identity', [ends.at(masks ? -1 : 0) ?? '']);
  const rows = (name: string, width: number): ValueInfo => ({ name, dtype: 'float32', shape: ['batch', width] });
  return {
    name: step,
    nodes: graph.nodes,
    constants: new Map(),
    inputs: [
      ...before.map((name) => rows(name, options.units)),
      rows(input, kernel.shape[1] ?? 0),
      ...(masks ? [rows(counts, 1)] : []),
    ],
    outputs: [...ends, output].map((name) => rows(name, options.units)),
  };
}

/** States where the step counts, and those before where it does not; last of all the output. */
function masked(next: readonly string[], before: readonly string[], counts: string, body: Body): string[] {
  const { graph, options } = body;
  const uncounted = graph.add('Sub', [graph.floats(1), counts]);
  const choose = (one: string, other: string): string =>
    graph.add('Add', [graph.add('Mul', [one, counts]), graph.add('Mul', [other, uncounted])]);
  const [output = ''] = next;
  const kept = options.zero_output_for_mask ? graph.add('Mul', [output, counts]) : choose(output, before.at(-1) ?? '');
  return [...next.map((state, at) => choose(state, before[at] ?? '')), kept];
}

function split(name: string, parts: number, graph: GraphWriter): string[] {
  return graph.addSeveral('Split', parts, [name], { axis: { int: -1 } });
}

/** Some gates' columns of the recurrent kernel, as a constant. */
function columns({ graph, options, kernel, key }: Body, first: number, count: number): string {
  const { units } = options;
  const width = kernel.shape[1] ?? 0;
  if (count * units === width) return floats(graph, key, kernel.shape, kernel.data);
  const data = new Float32Array(units * count * units);
  for (let row = 0; row < units; row++) {
    const begin = row * width + first * units;
    data.set(kernel.data.subarray(begin, begin + count * units), row * count * units);
  }
  return floats(graph, `${key} of gates ${first} to ${first + count - 1}`, [units, count * units], data);
}

/** `[batch, units]` of zeros, as many as there are sequences. */
function zeroState({ name }: Value, { units }: Options, graph: GraphWriter): string {
  const batch = graph.add('Slice', [graph.add('Shape', [name]), graph.wholes([0]), graph.wholes([1])]);
  const shape = graph.add('Concat', [batch, graph.wholes([units])], { axis: { int: 0 } });
  return graph.add('Expand', [graph.floats(0), shape]);
}

function floats(graph: GraphWriter, key: string, shape: readonly number[], data: Float32Array): string {
  return graph.constant(key, () => ({ dtype: 'float32', shape, data }));
}
