import type { BatchShape } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site } from '../layer-site.js';
import { asLast, cannotWrite } from '../layer-site.js';

interface Options {
  readonly use_scale: boolean;
  readonly score_mode: 'dot' | 'concat';
  readonly use_causal_mask: boolean;
}

interface HeadOptions {
  readonly num_heads: number;
  readonly key_dim: number;
  readonly value_dim: number | null;
  readonly use_bias: boolean;
  readonly sliding_window: number | null;
  readonly use_causal_mask: boolean;
  readonly attention_mask: boolean;
}

export const attentionWriters: Readonly<Record<string, LayerWriter>> = {
  Attention: (site) => {
    const { graph, place } = site;
    const { use_scale, score_mode } = site.options as Options;
    const scaled = (name: string): string => (use_scale ? graph.add('Mul', [name, place('scale')]) : name);
    return attended(site, (query, key) => {
      if (score_mode === 'dot') {
        const turned = graph.add('Transpose', [key], { perm: { ints: [0, 2, 1] } });
        return scaled(graph.add('MatMul', [query, turned]));
      }
      const bent = graph.add('Tanh', [scaled(sumsOf(query, key, graph))]);
      return graph.add('Mul', [summed(bent, graph), place('concat_score_weight')]);
    });
  },
  AdditiveAttention: (site) => {
    const { graph, place } = site;
    const { use_scale } = site.options as Options;
    return attended(site, (query, key) => {
      const bent = graph.add('Tanh', [sumsOf(query, key, graph)]);
      return summed(use_scale ? graph.add('Mul', [bent, place('scale')]) : bent, graph);
    });
  },
  MultiHeadAttention: multiHeadAttention,
};

function attended(site: Site, score: (query: string, key: string) => string): ReturnType<LayerWriter> {
  const { graph, shapes } = site;
  const { use_causal_mask } = site.options as Options;
  const [query, value, key = value] = site.inputs.map((input) => asLast(input, graph));
  if (query === undefined || value === undefined || key === undefined) return [];
  const scores = score(query.name, key.name);
  const masks = use_causal_mask ? [causal(query.shape, key.shape, graph)] : [];
  return [{ name: mixed(scores, value.name, masks, graph), shape: shapes[0] ?? [], channelsFirst: false }];
}

function multiHeadAttention(site: Site): ReturnType<LayerWriter> {
  const { graph, shapes } = site;
  const options = site.options as HeadOptions;
  const { num_heads: heads, key_dim: keyDim, sliding_window: width } = options;
  const valueDim = options.value_dim ?? keyDim;
  const all = site.inputs.map((input) => asLast(input, graph));
  const [query, value, key = value] = options.attention_mask ? all.slice(0, -1) : all;
  const given = options.attention_mask ? all.at(-1) : undefined;
  if (query === undefined || value === undefined || key === undefined) return [];
  const apart = (name: string, role: string, dim: number, order: number[]): string => {
    const split = graph.add('Reshape', [projected(name, role, site), graph.wholes([0, 0, heads, dim])]);
    return graph.add('Transpose', [split], { perm: { ints: order } });
  };
  const scaled = graph.add('Mul', [
    apart(query.name, 'query', keyDim, [0, 2, 1, 3]),
    graph.floats(1 / Math.sqrt(keyDim)),
  ]);
  const scores = graph.add('MatMul', [scaled, apart(key.name, 'key', keyDim, [0, 2, 3, 1])]);
  const masks = [
    ...(given === undefined ? [] : [graph.add('Unsqueeze', [given.name, graph.wholes([1])])]),
    ...(options.use_causal_mask ? [causal(query.shape, key.shape, graph)] : []),
    ...(width === null
      ? []
      : [banded(query.shape, key.shape, `window ${width}`, (q, k) => Math.abs(q - k) < width, graph)]),
  ];
  const values = mixed(scores, apart(value.name, 'value', valueDim, [0, 2, 1, 3]), masks, graph);
  const turned = graph.add('Transpose', [values], { perm: { ints: [0, 2, 1, 3] } });
  const together = graph.add('Reshape', [turned, graph.wholes([0, 0, heads * valueDim])]);
  return [{ name: projected(together, 'attention_output', site), shape: shapes[0] ?? [], channelsFirst: false }];
}

/** The softmax of scores `[…, queries, keys]` times values `[…, keys, channels]`; a mask has 1 where a query may see a key. */
function mixed(scores: string, values: string, masks: readonly string[], graph: GraphWriter): string {
  const [first, ...others] = masks;
  const mask = first && others.reduce((a, b) => graph.add('Mul', [a, b]), first);
  const seen = mask === undefined ? scores : unseenLow(scores, mask, graph);
  return graph.add('MatMul', [graph.add('Softmax', [seen], { axis: { int: -1 } }), values]);
}

function unseenLow(scores: string, mask: string, graph: GraphWriter): string {
  const hidden = graph.add('Sub', [graph.floats(1), mask]);
  return graph.add('Add', [graph.add('Mul', [scores, mask]), graph.add('Mul', [hidden, graph.floats(UNSEEN)])]);
}

/** So low that nothing is left of it after the softmax. */
const UNSEEN = -1e9;

function causal(queries: BatchShape, keys: BatchShape, graph: GraphWriter): string {
  return banded(queries, keys, 'causal', (query, key) => query >= key, graph);
}

function banded(
  queries: BatchShape,
  keys: BatchShape,
  which: string,
  sees: (query: number, key: number) => boolean,
  graph: GraphWriter,
): string {
  const [rows, columns] = [queries[1] ?? null, keys[1] ?? null];
  if (rows === null || columns === null) {
    throw cannotWrite('it masks sequences of a free number of steps; give the network a fixed one');
  }
  return graph.constant(`mask ${which} ${rows} x ${columns}`, () => ({
    dtype: 'float32',
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, (_, at) =>
      Number(sees(Math.floor(at / columns), at % columns)),
    ),
  }));
}

/** Every query with every key: `[batch, queries, keys, channels]`. */
function sumsOf(query: string, key: string, graph: GraphWriter): string {
  const widened = (name: string, axis: number): string => graph.add('Unsqueeze', [name, graph.wholes([axis])]);
  return graph.add('Add', [widened(query, 2), widened(key, 1)]);
}

function summed(name: string, graph: GraphWriter): string {
  return graph.add('ReduceSum', [name, graph.wholes([-1])], { keepdims: { int: 0 } });
}

/** `[batch, steps, channels]` to `[batch, steps, size of the bias]`. */
function projected(name: string, role: string, { graph, place, weight, options }: Site): string {
  const { shape } = weight(`${role}/kernel`);
  // The kernel of the output has its inputs in two axes, the others their outputs.
  const inputs = role === 'attention_output' ? sizeOf(shape.slice(0, 2)) : (shape[0] ?? 1);
  const width = sizeOf(shape) / inputs;
  const product = graph.add('MatMul', [name, place(`${role}/kernel`, [0, 1, 2], [inputs, width])]);
  if (!(options as HeadOptions).use_bias) return product;
  const bias = place(`${role}/bias`, role === 'attention_output' ? [0] : [0, 1], [width]);
  return graph.add('Add', [product, bias]);
}
