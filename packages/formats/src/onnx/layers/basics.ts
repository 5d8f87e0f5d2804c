import type { LayerWriter } from '../layer-site.js';
import { asLast, inputOf, unaryWriter } from '../layer-site.js';
import { finished } from './activations.js';

interface DenseOptions {
  readonly activation: string;
  readonly use_bias: boolean;
}

export const basicWriters: Readonly<Record<string, LayerWriter>> = {
  Dense: unaryWriter<DenseOptions>((given, { activation, use_bias }, { graph, place, weight, key }) => {
    const x = asLast(given, graph);
    const product = { ...x, name: graph.add('MatMul', [x.name, place('kernel')]) };
    const bias = use_bias ? { key: key('bias'), data: weight('bias').data } : undefined;
    return finished(product, bias, activation, graph);
  }),
  Embedding: (site) => {
    const { mask_zero } = site.options as { readonly mask_zero: boolean };
    const { graph, shapes } = site;
    const x = asLast(inputOf(site), graph);
    const numbers = graph.add('Cast', [x.name], { to: { int: INT32 } });
    const [output = [], mask = []] = shapes;
    const rows = {
      name: graph.add('Gather', [site.place('embeddings'), numbers]),
      shape: output,
      channelsFirst: false,
    };
    if (!mask_zero) return [rows];
    const zero = graph.constant('int32 0', () => ({ dtype: 'int32', shape: [], data: Int32Array.of(0) }));
    const counts = graph.add('Not', [graph.add('Equal', [numbers, zero])]);
    return [rows, { name: graph.add('Cast', [counts], { to: { int: FLOAT } }), shape: mask, channelsFirst: false }];
  },
  Masking: (site) => {
    const { mask_value } = site.options as { readonly mask_value: number };
    const { graph, shapes } = site;
    const x = asLast(inputOf(site), graph);
    const distance = graph.add('Abs', [graph.add('Sub', [x.name, graph.floats(mask_value)])]);
    const furthest = graph.add('ReduceMax', [distance], { axes: { ints: [-1] }, keepdims: { int: 1 } });
    const counts = graph.add('Cast', [graph.add('Greater', [furthest, graph.floats(0)])], { to: { int: FLOAT } });
    const mask = graph.add('Squeeze', [counts, graph.wholes([x.shape.length - 1])]);
    return [
      { ...x, name: graph.add('Mul', [x.name, counts]) },
      { name: mask, shape: shapes[1] ?? [], channelsFirst: false },
    ];
  },
};

/** Numbers that ONNX has for element types. */
const FLOAT = 1;
const INT32 = 6;
