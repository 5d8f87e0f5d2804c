import { sizeOf } from '@graftjs/core';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { alongChannels, asFirst, asLast, axisIn, unaryWriter } from '../layer-site.js';

interface Affine {
  readonly center: boolean;
  readonly scale: boolean;
  readonly epsilon: number;
}

const batchNormalization = unaryWriter<Affine>((x, options, site) => {
  const { graph, weight } = site;
  const lengths = weight('moving_mean').shape;
  const statistics = [site.place('moving_mean'), site.place('moving_variance')];
  const ready = asFirst(x, graph);
  const inputs = [
    ready.name,
    factor(options.scale, 'gamma', lengths, site),
    factor(options.center, 'beta', lengths, site),
  ];
  const name = graph.add('BatchNormalization', [...inputs, ...statistics], { epsilon: { float: options.epsilon } });
  return { ...ready, name };
});

const layerNormalization = unaryWriter<Affine & { readonly axis: readonly number[] }>((x, options, site) => {
  const { graph } = site;
  const last = asLast(x, graph);
  const rank = x.shape.length;
  const places = options.axis.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  const begin = places[0] ?? rank - 1;
  const lengths = places.map((axis) => x.shape[axis] ?? 1);
  if (places.length === rank - begin) {
    const inputs = [
      last.name,
      factor(options.scale, 'gamma', lengths, site),
      factor(options.center, 'beta', lengths, site),
    ];
    const attributes = { axis: { int: begin }, epsilon: { float: options.epsilon } };
    return { ...last, name: graph.add('LayerNormalization', inputs, attributes) };
  }
  const scaled = standardized(last, places, options.epsilon, graph);
  return affine(
    scaled,
    options,
    x.shape.map((length, axis) => (places.includes(axis) ? (length ?? 1) : 1)),
    site,
  );
});

const groupNormalization = unaryWriter<Affine & { readonly axis: number; readonly groups: number }>(
  (x, options, site) => {
    const { graph } = site;
    const place = options.axis < 0 ? options.axis + x.shape.length : options.axis;
    const channels = x.shape[place] ?? 1;
    const last = asLast(x, graph);
    // The axis that is grouped goes behind the batch axis; a group's values are neighbours then.
    const order = [0, place, ...x.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== place)];
    const turn = (value: string, perm: readonly number[]): string =>
      graph.add('Transpose', [value], { perm: { ints: perm } });
    const turned = turn(last.name, order);
    const groups = options.groups === -1 ? channels : options.groups;
    const grouped = graph.add('Reshape', [turned, graph.wholes([0, groups, -1])]);
    const scaled = standardized({ ...last, name: grouped }, [2], options.epsilon, graph);
    const apart = { ...last, name: graph.add('Reshape', [scaled.name, graph.add('Shape', [turned])]) };
    const shape = order.map((axis) => (axis === place ? channels : 1));
    const { name } = affine(apart, options, shape, site);
    const back = order.map((_, axis) => order.indexOf(axis));
    return { ...last, name: turn(name, back) };
  },
);

const rmsNormalization = unaryWriter<{ readonly epsilon: number }>((x, { epsilon }, site) => {
  const { graph, weight } = site;
  const axes = { axes: { ints: [axisIn(x, x.shape.length - 1)] } };
  const mean = graph.add('ReduceMean', [graph.add('Mul', [x.name, x.name])], axes);
  const root = graph.add('Sqrt', [graph.add('Add', [mean, graph.floats(epsilon)])]);
  const scaled = graph.add('Div', [x.name, root]);
  return { ...x, name: graph.add('Mul', [scaled, alongChannels(x, site.key('scale'), weight('scale').data, graph)]) };
});

const unitNormalization = unaryWriter<{ readonly axis: readonly number[] }>((x, { axis }, { graph }) =>
  unitVectors(
    x,
    axis.map((each) => (each < 0 ? each + x.shape.length : each)),
    graph,
  ),
);

interface NormalizationOptions {
  readonly axis: readonly number[] | null;
  readonly mean: number | readonly number[] | null;
  readonly variance: number | readonly number[] | null;
  readonly invert: boolean;
}

const normalization = unaryWriter<NormalizationOptions>((given, { axis, invert, ...options }, { graph, weight }) => {
  const x = asLast(given, graph);
  const kept = (axis ?? []).map((each) => (each < 0 ? each + x.shape.length : each)).sort((a, b) => a - b);
  const statistic = (role: 'mean' | 'variance'): Float32Array => {
    const told = options[role];
    return told === null ? weight(role).data : Float32Array.from([told].flat());
  };
  const over = options.mean === null ? kept : kept.slice(-1);
  const constant = (data: Float32Array): string => {
    const shape = data.length === 1 ? [] : x.shape.map((length, at) => (over.includes(at) ? (length ?? 1) : 1));
    return graph.constant(`float ${shape.join('x')} ${data.join()}`, () => ({ dtype: 'float32', shape, data }));
  };
  const mean = constant(statistic('mean'));
  const deviation = constant(statistic('variance').map((variance) => Math.max(Math.sqrt(variance), EPSILON)));
  const name = invert
    ? graph.add('Add', [graph.add('Mul', [x.name, deviation]), mean])
    : graph.add('Div', [graph.add('Sub', [x.name, mean]), deviation]);
  return { ...x, name };
});

/** `keras.backend.epsilon()`. */
const EPSILON = 1e-7;

type Numbers = number | readonly number[];

const rescaling = unaryWriter<{ readonly scale: Numbers; readonly offset: Numbers }>(
  (x, { scale, offset }, { graph }) => {
    const constant = (values: Numbers): string =>
      typeof values === 'number'
        ? graph.floats(values)
        : alongChannels(x, `float ${JSON.stringify(values)}`, Float32Array.from(values), graph);
    const scaled = graph.add('Mul', [x.name, constant(scale)]);
    return { ...x, name: offset === 0 ? scaled : graph.add('Add', [scaled, constant(offset)]) };
  },
);

export const normalizationWriters: Readonly<Record<string, LayerWriter>> = {
  BatchNormalization: batchNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  Normalization: normalization,
  RMSNormalization: rmsNormalization,
  Rescaling: rescaling,
  UnitNormalization: unitNormalization,
};

/** Divides by the length over axes of the layer table's, together. */
export function unitVectors(x: Value, axes: readonly number[], graph: GraphWriter): Value {
  const over = { axes: { ints: axes.map((axis) => axisIn(x, axis)) } };
  const squared = graph.add('ReduceSumSquare', [x.name], over);
  const length = graph.add('Sqrt', [graph.add('Max', [squared, graph.floats(1e-12)])]);
  return { ...x, name: graph.add('Div', [x.name, length]) };
}

/** To mean 0 and variance 1 over axes as they lie. */
function standardized(x: Value, axes: readonly number[], epsilon: number, graph: GraphWriter): Value {
  const over = { axes: { ints: axes } };
  const centred = graph.add('Sub', [x.name, graph.add('ReduceMean', [x.name], over)]);
  const variance = graph.add('ReduceMean', [graph.add('Mul', [centred, centred])], over);
  const deviation = graph.add('Sqrt', [graph.add('Add', [variance, graph.floats(epsilon)])]);
  return { ...x, name: graph.add('Div', [centred, deviation]) };
}

/** Times gamma and plus beta, where there are such. */
function affine(x: Value, { scale, center }: Affine, shape: readonly number[], { graph, place, weight }: Site): Value {
  const axesOf = (role: string): number[] => weight(role).shape.map((_, axis) => axis);
  const scaled = scale ? graph.add('Mul', [x.name, place('gamma', axesOf('gamma'), shape)]) : x.name;
  return { ...x, name: center ? graph.add('Add', [scaled, place('beta', axesOf('beta'), shape)]) : scaled };
}

/** Gamma or beta; where there is none, what changes nothing, since the node wants one. */
function factor(
  present: boolean,
  role: 'gamma' | 'beta',
  shape: readonly number[],
  { graph, place, weight }: Site,
): string {
  if (present)
    return place(
      role,
      weight(role).shape.map((_, axis) => axis),
      shape,
    );
  const value = role === 'gamma' ? 1 : 0;
  return graph.constant(`float ${shape.join('x')} of ${value}`, () => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(sizeOf(shape)).fill(value),
  }));
}
