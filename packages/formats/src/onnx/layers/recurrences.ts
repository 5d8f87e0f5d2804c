import type { HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { asLast, inputOf } from '../layer-site.js';
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
      const [enter = '', forget = '', candidate = '', leave = ''] = graph.addSeveral('Split', 4, [sum], { axis: { int: -1 } }); // prettier-ignore
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
      const split = (name: string, parts: number): string[] => graph.addSeveral('Split', parts, [name], { axis: { int: -1 } }); // prettier-ignore
      const product = graph.add('MatMul', [output, columns(body, 0, reset_after ? 3 : 2)]);
      const recurred =
        bias !== undefined && reset_after
          ? graph.add('Add', [product, floats(graph, `${body.key} output bias`, [3 * units], bias.subarray(3 * units))])
          : product;
      const [forUpdate = '', forReset = '', forCandidate = ''] = split(input, 3);
      const [outUpdate = '', outReset = '', outCandidate = ''] = split(recurred, reset_after ? 3 : 2);
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
  const { graph, shapes, type } = site;
  const options = site.options as Options;
  const cell = cells[type];
  if (cell === undefined) throw new GraftError('bad-option', `There is no recurrent layer type "${type}".`);
  const sequence = asLast(inputOf(site), graph);
  const mask = options.mask ? site.inputs.at(-1) : undefined;
  const initial = site.inputs.slice(1, options.mask ? -1 : undefined).map(({ name }) => name);
  const bias = options.use_bias ? site.weight('bias').data : undefined;
  const products = graph.add('MatMul', [sequence.name, site.place('kernel')]);
  const added = bias && cell.inputBias(options, bias);
  const biased = added ? graph.add('Add', [products, floats(graph, `${site.key('bias')} of inputs`, [added.length], added)]) : products; // prettier-ignore
  const zeros = zeroState(sequence.name, options.units, graph);
  const states = initial.length > 0 ? initial : Array<string>(cell.states).fill(zeros);
  const carried = mask === undefined ? states : [...states, zeros];

  const inner = graph.inner();
  const step = graph.name('step');
  const before = carried.map((_, at) => graph.name(`${step}/state${at}`));
  const [input, counts] = [graph.name(`${step}/input`), graph.name(`${step}/counts`)];
  const body: Body = {
    graph: inner,
    options,
    kernel: site.weight('recurrent_kernel'),
    bias,
    key: site.key('recurrent_kernel'),
    bend: (name, activation) =>
      activated({ name, shape: [null, options.units], channelsFirst: false }, activation, inner).name,
  };
  const next = cell.step(input, before.slice(0, cell.states), body);
  const after = mask === undefined ? next : masked(next, before, counts, body);
  const ends = after.map((name) => inner.add('Identity', [name]));
  const output = inner.add('Identity', [ends.at(mask === undefined ? 0 : -1) ?? '']);
  const rows = (name: string, width: number) => ({ name, dtype: 'float32' as const, shape: ['batch', width] });
  const scanned = mask === undefined ? [biased] : [biased, graph.add('Unsqueeze', [mask.name, graph.wholes([2])])];
  const width = (added?.length ?? 0) || gatesOf(site) * options.units;
  const results = graph.addSeveral('Scan', carried.length + 1, [...carried, ...scanned], {
    num_scan_inputs: { int: scanned.length },
    scan_input_axes: { ints: scanned.map(() => 1) },
    scan_input_directions: { ints: scanned.map(() => Number(options.go_backwards)) },
    scan_output_axes: { ints: [1] },
    body: {
      graph: {
        name: step,
        nodes: inner.nodes,
        constants: new Map(),
        inputs: [
          ...before.map((name) => rows(name, options.units)),
          rows(input, width),
          ...(mask === undefined ? [] : [rows(counts, 1)]),
        ],
        outputs: [...ends, output].map((name) => rows(name, options.units)),
      },
    },
  });
  const last = results[mask === undefined ? 0 : cell.states] ?? '';
  const values = [
    options.return_sequences ? (results.at(-1) ?? '') : last,
    ...(options.return_state ? results.slice(0, cell.states) : []),
  ];
  return values.map((name, at) => ({ name, shape: shapes[at] ?? [], channelsFirst: false }));
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

function gatesOf(site: Site): number {
  const { shape } = site.weight('recurrent_kernel');
  return (shape[1] ?? 0) / (shape[0] ?? 1);
}

/** `[batch, units]` of zeros, as many as there are sequences. */
function zeroState(sequence: string, units: number, graph: GraphWriter): string {
  const shape = graph.add('Shape', [sequence]);
  const batch = graph.add('Slice', [shape, graph.wholes([0]), graph.wholes([1])]);
  return graph.add('Expand', [graph.floats(0), graph.add('Concat', [batch, graph.wholes([units])], { axis: { int: 0 } })]); // prettier-ignore
}

function floats(graph: GraphWriter, key: string, shape: readonly number[], data: Float32Array): string {
  return graph.constant(key, () => ({ dtype: 'float32', shape, data }));
}
