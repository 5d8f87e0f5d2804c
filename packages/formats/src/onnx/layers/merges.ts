import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Value } from '../layer-site.js';
import { asFirst, asLast, axisIn, inputOf, reshaped } from '../layer-site.js';
import { unitVectors } from './normalizations.js';

export const mergeWriters: Readonly<Record<string, LayerWriter>> = {
  Add: elementwise('Sum'),
  Average: elementwise('Mean'),
  Maximum: elementwise('Max'),
  Minimum: elementwise('Min'),
  Multiply: elementwise('Mul'),
  Subtract: elementwise('Sub'),
  Concatenate: (site) => {
    const { axis } = site.options as { readonly axis: number };
    const inputs = alike(site.inputs, site.graph);
    const first = inputOf({ ...site, inputs });
    const along = axisIn(first, axis < 0 ? axis + first.shape.length : axis);
    const name = site.graph.add('Concat', namesOf(inputs), { axis: { int: along } });
    return [{ ...first, name }];
  },
  Dot: (site) => {
    const { axes, normalize } = site.options as { readonly axes: readonly number[]; readonly normalize: boolean };
    const { graph } = site;
    const [a, b] = [asLast(inputOf(site), graph), asLast(inputOf(site, 1), graph)];
    const [first = 0, second = first] = axes;
    const alongA = first < 0 ? first + a.shape.length : first;
    const alongB = second < 0 ? second + b.shape.length : second;
    const ready = (x: Value, axis: number): Value => (normalize ? unitVectors(x, [axis], graph) : x);
    const rows = matrices(ready(a, alongA), alongA, 'last', graph);
    const columns = matrices(ready(b, alongB), alongB, 'first', graph);
    const product = { ...rows, name: graph.add('MatMul', [rows.name, columns.name]) };
    return [reshaped(product, site.shapes[0]?.slice(1) ?? [], graph)];
  },
};

function elementwise(op: string): LayerWriter {
  return (site) => {
    const inputs = alike(site.inputs, site.graph);
    const [first, ...others] = inputs;
    if (first === undefined) throw new GraftError('bad-input-count', `A ${site.type} has no inputs.`);
    const shape = site.shapes[0] ?? first.shape;
    // These two take only two inputs.
    const pairwise = op === 'Mul' || op === 'Sub';
    const name = pairwise
      ? others.reduce((so, { name }) => site.graph.add(op, [so, name]), first.name)
      : site.graph.add(op, namesOf(inputs));
    return [{ ...first, name, shape }];
  };
}

/** Values of equally many axes that lie alike, so that they can be broadcast: fewer axes are made more behind the batch axis. */
function alike(inputs: readonly Value[], graph: GraphWriter): Value[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const widened = inputs.map((input): Value => {
    const missing = rank - input.shape.length;
    if (missing === 0) return input;
    const { name, shape } = asLast(input, graph);
    const axes = graph.wholes(Array.from({ length: missing }, (_, at) => at + 1));
    const [batch = null, ...example] = shape;
    const longer: BatchShape = [batch, ...Array<number>(missing).fill(1), ...example];
    return { name: graph.add('Unsqueeze', [name, axes]), shape: longer, channelsFirst: false };
  });
  const lying = widened.some(({ channelsFirst }) => channelsFirst) ? asFirst : asLast;
  return widened.map((input) => lying(input, graph));
}

/** A matrix for each example: the axis that is summed over, first or last, and all others together. */
function matrices(x: Value, summed: number, where: 'first' | 'last', graph: GraphWriter): Value {
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== summed);
  const order = where === 'first' ? [summed, ...others] : [...others, summed];
  const turned = { ...x, name: graph.add('Transpose', [x.name], { perm: { ints: [0, ...order] } }) };
  const along = x.shape[summed] ?? null;
  const lengths = others.map((axis) => x.shape[axis] ?? null);
  const together = lengths.reduce((size: number | null, length) => size && length && size * length, 1);
  return reshaped(turned, where === 'first' ? [along, together] : [together, along], graph);
}

function namesOf(values: readonly Value[]): string[] {
  return values.map(({ name }) => name);
}
