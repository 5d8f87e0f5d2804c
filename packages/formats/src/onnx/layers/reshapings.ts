import type { BatchShape } from '@graftjs/core';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { asFirst, asLast, axisIn, inputOf, reshaped, unaryWriter } from '../layer-site.js';

type Pair = readonly [number, number];

/** What changes where values are, and how many. */
export const reshapingWriters: Readonly<Record<string, LayerWriter>> = {
  Flatten: unaryWriter((x, _, { graph, shapes }) => reshaped(x, exampleOf(shapes), graph)),
  Reshape: unaryWriter((x, _, { graph, shapes }) => reshaped(x, exampleOf(shapes), graph)),
  Permute: unaryWriter<{ readonly dims: readonly number[] }>((given, { dims }, { graph }) => {
    const x = asLast(given, graph);
    return { ...x, name: graph.add('Transpose', [x.name], { perm: { ints: [0, ...dims] } }) };
  }),
  RepeatVector: unaryWriter<{ readonly n: number }>((x, { n }, { graph, shapes }) => {
    const row = graph.add('Unsqueeze', [x.name, graph.wholes([1])]);
    return { ...x, name: graph.add('Tile', [row, graph.wholes([1, n, 1])]), shape: shapes[0] ?? [] };
  }),
  ZeroPadding1D: unaryWriter<{ readonly padding: Pair }>((x, { padding }, { graph }) => padded(x, [padding], graph)),
  ZeroPadding2D: unaryWriter<{ readonly padding: readonly Pair[] }>((x, { padding }, { graph }) =>
    padded(x, padding, graph),
  ),
  Cropping1D: unaryWriter<{ readonly cropping: Pair }>((x, { cropping }, { graph }) => cropped(x, [cropping], graph)),
  Cropping2D: unaryWriter<{ readonly cropping: readonly Pair[] }>((x, { cropping }, { graph }) =>
    cropped(x, cropping, graph),
  ),
  UpSampling1D: unaryWriter<{ readonly size: number }>((x, { size }, { graph }) =>
    enlarged(x, [size], 'nearest', graph),
  ),
  UpSampling2D: unaryWriter<{ readonly size: Pair; readonly interpolation: string }>(
    (x, { size, interpolation }, { graph }) => enlarged(x, size, interpolation, graph),
  ),
  GlobalAveragePooling1D: (site) => {
    const [mask] = site.inputs.slice(1);
    return mask === undefined ? globalPooling('ReduceMean', site) : meanOfCounted(mask, site);
  },
  GlobalAveragePooling2D: (site) => globalPooling('ReduceMean', site),
  GlobalMaxPooling1D: (site) => globalPooling('ReduceMax', site),
  GlobalMaxPooling2D: (site) => globalPooling('ReduceMax', site),
};

function exampleOf([shape = []]: Site['shapes']): BatchShape {
  return shape.slice(1);
}

function padded(x: Value, margins: readonly Pair[], graph: GraphWriter): Value {
  const ends = [0, 1].map((end) => {
    const lengths = x.shape.map(() => 0);
    margins.forEach((margin, axis) => (lengths[axisIn(x, axis + 1)] = margin[end] ?? 0));
    return lengths;
  });
  return { ...x, name: graph.add('Pad', [x.name, graph.wholes(ends.flat())]) };
}

function cropped(x: Value, margins: readonly Pair[], graph: GraphWriter): Value {
  const starts = margins.map(([before]) => before);
  // Counted from the end where something goes; beyond any end where nothing does.
  const ends = margins.map(([, after]) => (after === 0 ? Number.MAX_SAFE_INTEGER : -after));
  const axes = margins.map((_, axis) => axisIn(x, axis + 1));
  return { ...x, name: graph.add('Slice', [x.name, ...[starts, ends, axes].map(graph.wholes)]) };
}

function enlarged(x: Value, size: readonly number[], interpolation: string, graph: GraphWriter): Value {
  const first = asFirst(x, graph);
  const attributes =
    interpolation === 'nearest'
      ? { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
      : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  const texts = Object.entries(attributes).map(([key, string]) => [key, { string }] as const);
  const name = graph.add('Resize', [first.name, '', graph.floats([1, 1, ...size])], Object.fromEntries(texts));
  return { ...first, name };
}

function globalPooling(op: 'ReduceMean' | 'ReduceMax', site: Site): Value[] {
  const { keepdims } = site.options as { readonly keepdims: boolean };
  const x = inputOf(site);
  const axes = x.shape.slice(1, -1).map((_, axis) => axisIn(x, axis + 1));
  const name = site.graph.add(op, [x.name], { axes: { ints: axes }, keepdims: { int: Number(keepdims) } });
  return [{ name, shape: site.shapes[0] ?? [], channelsFirst: x.channelsFirst && keepdims }];
}

/** Of the steps that a mask counts. */
function meanOfCounted(mask: Value, site: Site): Value[] {
  const { graph, shapes } = site;
  const { keepdims } = site.options as { readonly keepdims: boolean };
  const x = asLast(inputOf(site), graph);
  const counted = graph.add('Unsqueeze', [mask.name, graph.wholes([2])]);
  const sum = (name: string): string =>
    graph.add('ReduceSum', [name, graph.wholes([1])], { keepdims: { int: Number(keepdims) } });
  const name = graph.add('Div', [sum(graph.add('Mul', [x.name, counted])), sum(counted)]);
  return [{ name, shape: shapes[0] ?? [], channelsFirst: false }];
}
