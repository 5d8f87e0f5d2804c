import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Value } from '../layer-site.js';
import { alongChannels, axisIn, cannotWrite, mapped, unaryWriter } from '../layer-site.js';

/** Applies an activation by its Keras name; 'linear' gives back the value itself. */
export function activated(x: Value, name: string, graph: GraphWriter): Value {
  const write = activations[name];
  if (write === undefined) throw cannotWrite(`its activation "${name}" has no counterpart`);
  return write(x, graph);
}

/** Adds the bias, one number for each place of the last axis, if there is one, and applies the activation. */
export function finished(
  x: Value,
  bias: { readonly key: string; readonly data: Float32Array } | undefined,
  activation: string,
  graph: GraphWriter,
): Value {
  const added =
    bias === undefined ? x : { ...x, name: graph.add('Add', [x.name, alongChannels(x, bias.key, bias.data, graph)]) };
  return activated(added, activation, graph);
}

type Write = (x: Value, graph: GraphWriter) => Value;

const node =
  (op: string, attributes = {}): Write =>
  (x, graph) =>
    mapped(x, graph, op, attributes);

const hardSigmoid = (alpha: number, beta: number): Write =>
  node('HardSigmoid', { alpha: { float: alpha }, beta: { float: beta } });

/** A node of two inputs. */
function binary(op: string, x: Value, other: Value | number, graph: GraphWriter): Value {
  return { ...x, name: graph.add(op, [x.name, typeof other === 'number' ? graph.floats(other) : other.name]) };
}

function clipped(x: Value, low: number, high: number, graph: GraphWriter): Value {
  return { ...x, name: graph.add('Clip', [x.name, graph.floats(low), graph.floats(high)]) };
}

function softmaxLike(op: string): Write {
  return (x, graph) => mapped(x, graph, op, { axis: { int: axisIn(x, x.shape.length - 1) } });
}

function timesGate(gate: Write): Write {
  return (x, graph) => binary('Mul', x, gate(x, graph), graph);
}

/** The arithmetic of each name in the layer table of `packages/network`. */
const activations: Readonly<Record<string, Write>> = {
  linear: (x) => x,
  relu: node('Relu'),
  relu6: (x, graph) => clipped(x, 0, 6, graph),
  leaky_relu: node('LeakyRelu', { alpha: { float: 0.2 } }),
  sigmoid: node('Sigmoid'),
  softmax: softmaxLike('Softmax'),
  tanh: node('Tanh'),
  elu: node('Elu'),
  celu: node('Elu'),
  selu: node('Selu'),
  silu: timesGate(node('Sigmoid')),
  swish: timesGate(node('Sigmoid')),
  hard_sigmoid: hardSigmoid(1 / 6, 0.5),
  hard_silu: node('HardSwish'),
  hard_swish: node('HardSwish'),
  hard_tanh: (x, graph) => clipped(x, -1, 1, graph),
  hard_shrink: node('Shrink', { lambd: { float: 0.5 }, bias: { float: 0 } }),
  gelu: (x, graph) => {
    const erf = mapped(binary('Mul', x, Math.SQRT1_2, graph), graph, 'Erf');
    return binary('Mul', binary('Mul', x, 0.5, graph), binary('Add', erf, 1, graph), graph);
  },
  gelu_approximate: (x, graph) => {
    const cubed = binary('Mul', binary('Mul', x, x, graph), x, graph);
    const sum = binary('Add', x, binary('Mul', cubed, 0.044715, graph), graph);
    const bent = mapped(binary('Mul', sum, Math.sqrt(2 / Math.PI), graph), graph, 'Tanh');
    return binary('Mul', binary('Mul', x, 0.5, graph), binary('Add', bent, 1, graph), graph);
  },
  softplus: node('Softplus'),
  softsign: node('Softsign'),
  soft_shrink: node('Shrink', { lambd: { float: 0.5 }, bias: { float: 0.5 } }),
  squareplus: (x, graph) => {
    const root = mapped(binary('Add', binary('Mul', x, x, graph), 4, graph), graph, 'Sqrt');
    return binary('Mul', binary('Add', x, root, graph), 0.5, graph);
  },
  sparse_plus: (x, graph) => {
    const middle = clipped(binary('Add', x, 1, graph), 0, 2, graph);
    const bend = binary('Mul', binary('Mul', middle, middle, graph), 0.25, graph);
    return binary('Add', mapped(binary('Sub', x, 1, graph), graph, 'Relu'), bend, graph);
  },
  sparse_sigmoid: hardSigmoid(0.5, 0.5),
  tanh_shrink: (x, graph) => binary('Sub', x, mapped(x, graph, 'Tanh'), graph),
  exponential: node('Exp'),
  mish: timesGate((x, graph) => mapped(mapped(x, graph, 'Softplus'), graph, 'Tanh')),
  log_sigmoid: (x, graph) => mapped(mapped(mapped(x, graph, 'Neg'), graph, 'Softplus'), graph, 'Neg'),
  log_softmax: softmaxLike('LogSoftmax'),
  keras2_hard_sigmoid: hardSigmoid(0.2, 0.5),
};

interface ReluOptions {
  readonly max_value: number | null;
  readonly negative_slope: number;
  readonly threshold: number;
}

export const activationWriters: Readonly<Record<string, LayerWriter>> = {
  Activation: unaryWriter<{ readonly activation: string }>((x, { activation }, { graph }) =>
    activated(x, activation, graph),
  ),
  Softmax: unaryWriter<{ readonly axis: readonly number[] }>((x, { axis }, { graph }) => {
    const places = axis.map((each) => axisIn(x, each < 0 ? each + x.shape.length : each));
    if (places.length === 1) return mapped(x, graph, 'Softmax', { axis: { int: places[0] ?? 0 } });
    const sum = mapped(x, graph, 'ReduceLogSumExp', { axes: { ints: places } });
    return mapped(binary('Sub', x, sum, graph), graph, 'Exp');
  }),
  ReLU: unaryWriter<ReluOptions>((x, { max_value: max, negative_slope: slope, threshold }, { graph }) => {
    const above = threshold === 0 ? x : aboveThreshold(x, threshold, graph);
    const rectified = max === null ? mapped(above, graph, 'Relu') : clipped(above, 0, max, graph);
    if (slope === 0) return rectified;
    const shortfall = { ...x, name: graph.add('Sub', [graph.floats(threshold), x.name]) };
    const below = binary('Mul', mapped(shortfall, graph, 'Relu'), slope, graph);
    return binary('Sub', rectified, below, graph);
  }),
  LeakyReLU: unaryWriter<{ readonly negative_slope: number }>((x, { negative_slope: slope }, { graph }) =>
    mapped(x, graph, 'LeakyRelu', { alpha: { float: slope } }),
  ),
  ELU: unaryWriter<{ readonly alpha: number }>((x, { alpha }, { graph }) =>
    mapped(x, graph, 'Elu', { alpha: { float: alpha } }),
  ),
  ThresholdedReLU: unaryWriter<{ readonly theta: number }>((x, { theta }, { graph }) =>
    mapped(x, graph, 'ThresholdedRelu', { alpha: { float: theta } }),
  ),
  PReLU: unaryWriter((x, _, { graph, place, weight }) => {
    // The axes of one example, so the channels come last of them.
    const axes = weight('alpha').shape.map((_, axis) => axis);
    const order = x.channelsFirst ? [axes.length - 1, ...axes.slice(0, -1)] : axes;
    return { ...x, name: graph.add('PRelu', [x.name, place('alpha', order)]) };
  }),
};

function aboveThreshold(x: Value, threshold: number, graph: GraphWriter): Value {
  const isAbove = graph.add('Greater', [x.name, graph.floats(threshold)]);
  return { ...x, name: graph.add('Where', [isAbove, x.name, graph.floats(0)]) };
}
