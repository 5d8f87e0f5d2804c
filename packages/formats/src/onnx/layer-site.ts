import type { BatchShape, HostTensor } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import type { OnnxTensor } from './encode-model.js';
import type { GraphWriter } from './graph-writer.js';

/** What a layer gives, by its name in the graph. */
export interface Value {
  readonly name: string;
  /** As the layer table has it: channels last. */
  readonly shape: BatchShape;
  /** Whether it lies with its channels behind the batch axis, as ONNX convolves and pools. Of at least 3 axes then. */
  readonly channelsFirst: boolean;
}

/** A layer in its place, and where to write it. */
export interface Site {
  readonly graph: GraphWriter;
  readonly type: string;
  /** As they are given, for layers within. */
  readonly given: Readonly<Record<string, unknown>>;
  /** As the layer table completed them. */
  readonly options: unknown;
  readonly inputs: readonly Value[];
  /** As the layer table has them. */
  readonly shapes: readonly BatchShape[];
  /** The values of a weight, float32. */
  weight(role: string): HostTensor & { readonly dtype: 'float32' };
  /**
   * A weight as a constant of the graph.
   *
   * @param order its axes in another order; default: as they are
   * @param shape another shape, after that; default: as it is
   */
  place(role: string, order?: readonly number[], shape?: readonly number[]): string;
  /** What a weight is called, for constants that are made of it. */
  key(role: string): string;
}

/** Writes the nodes of one layer. @returns a value for each of its outputs */
export type LayerWriter = (site: Site) => readonly Value[];

/** A layer of one input and one output. */
export function unaryWriter<Options>(write: (x: Value, options: Options, site: Site) => Value): LayerWriter {
  return (site) => [write(inputOf(site), site.options as Options, site)];
}

/** The first input. */
export function inputOf({ inputs, type }: Site, at = 0): Value {
  const value = inputs[at];
  if (value === undefined) throw new GraftError('bad-input-count', `A ${type} has no input ${at}.`);
  return value;
}

/** That a layer cannot be written, and why; collected, so that all are named at once. */
export function cannotWrite(reason: string): GraftError {
  return new GraftError('cannot-write', reason);
}

/** A value as the layer table has it. */
export function asLast(value: Value, graph: GraphWriter): Value {
  if (!value.channelsFirst) return value;
  const order = value.shape.map((_, axis) => (axis === 0 ? 0 : axis === value.shape.length - 1 ? 1 : axis + 1));
  return { ...value, channelsFirst: false, name: turned(value, order, graph) };
}

/** A value with its channels behind the batch axis; one of fewer than 3 axes stays as it is. */
export function asFirst(value: Value, graph: GraphWriter): Value {
  const last = value.shape.length - 1;
  if (value.channelsFirst || last < 2) return value;
  const order = value.shape.map((_, axis) => (axis === 0 ? 0 : axis === 1 ? last : axis - 1));
  return { ...value, channelsFirst: true, name: turned(value, order, graph) };
}

/** Where an axis of the layer table's lies. */
export function axisIn({ shape, channelsFirst }: Value, axis: number): number {
  if (!channelsFirst || axis === 0) return axis;
  return axis === shape.length - 1 ? 1 : axis + 1;
}

/** One number for each place of the last axis, ready to be broadcast. */
export function alongChannels(
  { shape, channelsFirst }: Value,
  key: string,
  data: Float32Array,
  graph: GraphWriter,
): string {
  const ones = channelsFirst ? Array<number>(shape.length - 2).fill(1) : [];
  return graph.constant(`${key}${channelsFirst ? ` over ${ones.length}` : ''}`, () => ({
    dtype: 'float32',
    shape: [data.length, ...ones],
    data,
  }));
}

/** A node of one input that leaves every value in its place. */
export function mapped(value: Value, graph: GraphWriter, op: string, attributes = {}): Value {
  return { ...value, name: graph.add(op, [value.name], attributes) };
}

/**
 * Another shape of the same values; the batch axis stays.
 *
 * @param example null is free, at most once
 */
export function reshaped(value: Value, example: BatchShape, graph: GraphWriter): Value {
  const { name } = asLast(value, graph);
  if (example.filter((length) => length === null).length > 1) {
    throw cannotWrite(
      'it gives another shape to what has more than one free axis; give the network a fixed input size',
    );
  }
  const target = graph.wholes([0, ...example.map((length) => length ?? -1)]);
  return {
    name: graph.add('Reshape', [name, target]),
    shape: [value.shape[0] ?? null, ...example],
    channelsFirst: false,
  };
}

/** A tensor with its axes in another order, then in another shape. */
export function arranged(
  { shape: from, data }: HostTensor & { readonly dtype: 'float32' },
  order: readonly number[],
  shape?: readonly number[],
): OnnxTensor {
  const lengths = order.map((axis) => from[axis] ?? 1);
  const steps = order.map((axis) => sizeOf(from.slice(axis + 1)));
  if (order.every((axis, at) => axis === at)) return { dtype: 'float32', shape: shape ?? from, data };
  const turned = new Float32Array(data.length);
  const [inner = 1, step = 1] = [lengths.at(-1), steps.at(-1)];
  const places = lengths.slice(0, -1).map(() => 0);
  let offset = 0;
  for (let at = 0; at < turned.length; at += inner) {
    for (let i = 0; i < inner; i++) turned[at + i] = data[offset + i * step] ?? 0;
    for (let axis = places.length - 1; axis >= 0; axis--) {
      const [length = 1, stride = 0, place = 0] = [lengths[axis], steps[axis], places[axis]];
      const next = place + 1 < length ? place + 1 : 0;
      places[axis] = next;
      offset += (next - place) * stride;
      if (next > 0) break;
    }
  }
  return { dtype: 'float32', shape: shape ?? lengths, data: turned };
}

function turned({ name }: Value, order: readonly number[], graph: GraphWriter): string {
  return graph.add('Transpose', [name], { perm: { ints: order } });
}
