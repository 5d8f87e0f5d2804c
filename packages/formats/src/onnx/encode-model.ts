import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { version } from '../version.js';

/** Values as ONNX keeps them, row-major; bool is one byte each. */
export type OnnxTensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array };

/** An option of a node, by the type that ONNX gives it. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** '' leaves an input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What goes in or comes out: a text names an axis whose length is free. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** The operators' version: of 2022, so that runtimes of years past know it. */
const OPSET = 17;
const IR_VERSION = 8;

const elementTypes = { float32: 1, int32: 6, int64: 7 } as const;

/**
 * The bytes of an ONNX model.
 *
 * @param metadata what the file says of itself
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of the fields
 */
export function encodeModel(graph: OnnxGraph, metadata: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const entries = [...metadata].flatMap(([key, value]) => within(14, message({ 1: key, 2: value })));
  return joined([
    ...message({ 1: IR_VERSION, 2: 'graft', 3: version }),
    ...within(7, encodeGraph(graph)),
    ...within(8, message({ 1: '', 2: OPSET })),
    ...entries,
  ]);
}

/** Pieces of a message, in order. Values of weights are among them as they lie in memory, copied only when all is joined. */
type Pieces = Uint8Array[];

function encodeGraph({ name, nodes, constants, inputs, outputs }: OnnxGraph): Pieces {
  return [
    ...nodes.flatMap((node) => within(1, encodeNode(node))),
    ...message({ 2: name }),
    ...[...constants].flatMap(([constant, tensor]) => within(5, encodeTensor(constant, tensor))),
    ...inputs.flatMap((input) => within(11, encodeValueInfo(input))),
    ...outputs.flatMap((output) => within(12, encodeValueInfo(output))),
  ];
}

function encodeNode({ name, op, inputs, outputs, attributes }: OnnxNode): Pieces {
  return [
    ...message({ 1: inputs, 2: outputs, 3: name, 4: op }),
    ...Object.entries(attributes).flatMap(([key, value]) => within(5, encodeAttribute(key, value))),
  ];
}

function encodeAttribute(name: string, value: Attribute): Pieces {
  if ('float' in value) return message({ 1: name, 20: 1 }, (to) => to.tag(2, WireType.Bit32).float(value.float));
  if ('int' in value) return message({ 1: name, 3: value.int, 20: 2 });
  if ('string' in value) return message({ 1: name, 4: value.string, 20: 3 });
  if ('graph' in value) return [...message({ 1: name, 20: 5 }), ...within(6, encodeGraph(value.graph))];
  if ('ints' in value) return message({ 1: name, 8: value.ints, 20: 7 });
  if ('strings' in value) return message({ 1: name, 9: value.strings, 20: 8 });
  return message({ 1: name, 20: 6 }, (to) => {
    for (const number of value.floats) to.tag(7, WireType.Bit32).float(number);
  });
}

function encodeTensor(name: string, { dtype, shape, data }: OnnxTensor): Pieces {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [...message({ 1: shape, 2: elementTypes[dtype], 8: name }), ...within(9, [bytes])];
}

function encodeValueInfo({ name, dtype, shape }: ValueInfo): Pieces {
  const axes = shape.flatMap((length) =>
    within(1, message(typeof length === 'number' ? { 1: length } : { 2: length })),
  );
  const tensor = [...message({ 1: elementTypes[dtype] }), ...within(2, axes)];
  return [...message({ 1: name }), ...within(2, within(1, tensor))];
}

type Field = number | string | readonly (number | string)[];

/** Whole numbers and texts by the numbers of their fields; a list is a repeated field. */
function message(fields: Readonly<Record<number, Field>>, more?: (to: BinaryWriter) => void): Pieces {
  const to = new BinaryWriter();
  for (const [field, values] of Object.entries(fields)) {
    for (const value of [values].flat()) {
      if (typeof value === 'number') to.tag(Number(field), WireType.Varint).int64(value);
      else to.tag(Number(field), WireType.LengthDelimited).string(value);
    }
  }
  more?.(to);
  return [to.finish()];
}

function within(field: number, pieces: Pieces): Pieces {
  return [new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(lengthOf(pieces)).finish(), ...pieces];
}

function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
