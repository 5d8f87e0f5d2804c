import type { BatchShape, Json } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { asLast, cannotWrite, inputOf } from '../layer-site.js';
import { recurrent } from './recurrences.js';

/** A layer as Keras writes it into another's options. */
interface Wrapped {
  readonly class_name: string;
  readonly config: Readonly<Record<string, Json>>;
}

/** Layers around layers. @param writerOf the writer of a layer type */
export function wrapperWriters(writerOf: (type: string) => LayerWriter): Readonly<Record<string, LayerWriter>> {
  return {
    Bidirectional: bidirectional,
    TimeDistributed: (site) => timeDistributed(site, writerOf),
  };
}

function timeDistributed(site: Site, writerOf: (type: string) => LayerWriter): readonly Value[] {
  const { graph, shapes } = site;
  const { class_name: type, config } = site.given['layer'] as Wrapped;
  const x = asLast(inputOf(site), graph);
  const [, , ...rest] = x.shape;
  const step: BatchShape = [null, ...rest];
  const entry = layerType(type);
  const options = entry.parse(config);
  const flat = { ...x, name: graph.add('Reshape', [x.name, graph.wholes([-1, ...known(rest)])]), shape: step };
  const within = { ...site, type, given: config, options, inputs: [flat], shapes: entry.shapes([step], options) };
  const [y] = writerOf(type)(within).map((value) => asLast(value, graph));
  const [output = []] = shapes;
  const example = output.slice(2);
  const steps = graph.add('Slice', [graph.add('Shape', [x.name]), graph.wholes([0]), graph.wholes([2])]);
  const target = graph.add('Concat', [steps, graph.wholes(known(example))], { axis: { int: 0 } });
  return [{ name: graph.add('Reshape', [y?.name ?? '', target]), shape: output, channelsFirst: false }];
}

/** What is within counts its steps as examples, so no other length may be free. */
function known(lengths: BatchShape): number[] {
  return lengths.map((length) => {
    if (length === null) throw cannotWrite('its steps have a free axis; give the network a fixed input size');
    return length;
  });
}

interface BidirectionalOptions {
  readonly forward: Direction;
  readonly backward: Direction;
  readonly merge: 'concat' | 'sum' | 'mul' | 'ave' | null;
}

interface Direction {
  readonly options: { readonly return_sequences: boolean; readonly mask: boolean };
}

function bidirectional(site: Site): readonly Value[] {
  const { graph, shapes } = site;
  const { forward, backward, merge } = site.options as BidirectionalOptions;
  const { layer, backward_layer: other } = site.given as { layer: Wrapped; backward_layer?: Wrapped | null };
  const end = forward.options.mask ? -1 : undefined;
  const states = site.inputs.slice(1, end);
  const half = states.length / 2;
  const run = (type: string, { options }: Direction, prefix: string, initial: readonly Value[]): readonly Value[] =>
    recurrent({
      ...site,
      type,
      options,
      inputs: [inputOf(site), ...initial, ...(end === undefined ? [] : site.inputs.slice(end))],
      shapes: [],
      weight: (role) => site.weight(prefix + role),
      place: (role, ...rest) => site.place(prefix + role, ...rest),
      key: (role) => site.key(prefix + role),
    });
  const [there, ...thereStates] = run(layer.class_name, forward, 'forward/', states.slice(0, half));
  const [back, ...backStates] = run((other ?? layer).class_name, backward, 'backward/', states.slice(half));
  if (there === undefined || back === undefined) return [];
  const inTime = backward.options.return_sequences ? reversed(back.name) : back.name;
  const outputs = [...merged(there.name, inTime), ...[...thereStates, ...backStates].map(({ name }) => name)];
  return outputs.map((name, at) => ({ name, shape: shapes[at] ?? [], channelsFirst: false }));

  function reversed(name: string): string {
    const [first, beyond, axis, step] = [[-1], [-Number.MAX_SAFE_INTEGER], [1], [-1]].map(graph.wholes);
    return graph.add('Slice', [name, first ?? '', beyond ?? '', axis ?? '', step ?? '']);
  }

  function merged(a: string, b: string): string[] {
    switch (merge) {
      case null:
        return [a, b];
      case 'concat':
        return [graph.add('Concat', [a, b], { axis: { int: -1 } })];
      case 'mul':
        return [graph.add('Mul', [a, b])];
      case 'sum':
        return [graph.add('Add', [a, b])];
      case 'ave':
        return [graph.add('Mean', [a, b])];
    }
  }
}
