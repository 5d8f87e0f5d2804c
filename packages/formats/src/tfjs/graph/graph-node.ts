import type { Json } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { JsonObject } from '../../keras/parse-json.js';
import { isList, isObject } from '../../keras/parse-json.js';
import { listSome } from '../read-manifest.js';

/** An operation of a graph. */
export interface GraphNode {
  readonly name: string;
  /** 'Conv2D' */
  readonly op: string;
  /** What feeds it, without what it only waits for. */
  readonly inputs: readonly { readonly node: string; readonly output: number }[];
  readonly attributes: Attributes;
}

/** Attributes of a node as the JSON of a GraphDef writes them; each is undefined where there is none of that kind. */
export interface Attributes {
  /** Text, which the JSON has in base64. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  number(name: string): number | undefined;
  numbers(name: string): readonly number[];
  flag(name: string): boolean;
  /** 'float32', 'int32', or what TensorFlow calls another type. */
  type(name: string): string | undefined;
  /** Axis lengths, null where one is not known. */
  shape(name: string): readonly (number | null)[] | undefined;
}

const MOST_NODES = 100_000;
const NAME = /^[A-Za-z0-9._][A-Za-z0-9_.\\/>-]*$/;

/**
 * The nodes of a graph by their names.
 *
 * @param topology a GraphDef as JSON
 * @throws GraftError 'graph-invalid'
 */
export function readNodes(topology: JsonObject): ReadonlyMap<string, GraphNode> {
  const list = isList(topology['node']) ? topology['node'] : [];
  if (list.length > MOST_NODES) throw invalid(`it has more than ${MOST_NODES} nodes`);
  const nodes = new Map<string, GraphNode>();
  for (const item of list) {
    const { name, op, input = [], attr = {} } = isObject(item) ? item : {};
    if (typeof name !== 'string' || !isName(name)) throw invalid(`a node has the name ${JSON.stringify(name)}`);
    if (typeof op !== 'string' || !isList(input) || !isObject(attr)) throw invalid(`"${name}" is no node`);
    if (nodes.has(name)) throw invalid(`two nodes are called "${name}"`);
    nodes.set(name, { name, op, inputs: input.flatMap((ref) => readRef(ref, name)), attributes: attributesOf(attr) });
  }
  return nodes;
}

/** `node`, `node:1`; nothing for `^node`, which is only waited for. */
export function readRef(ref: Json, where: string): GraphNode['inputs'] {
  const [, waits, node = '', output = '0'] =
    (typeof ref === 'string' && /^(\^?)([^:^]+)(?::(\d{1,6}))?$/.exec(ref)) || [];
  if (node === '') throw invalid(`"${where}" takes ${JSON.stringify(ref)?.slice(0, 200)}, which is no node`);
  return waits === '^' ? [] : [{ node, output: Number(output) }];
}

export function invalid(reason: string): GraftError {
  return new GraftError('graph-invalid', `This graph cannot be read: ${reason}.`);
}

/** @param problems for each node: 'fourier (FFT) has no counterpart' */
export function unsupported(problems: readonly string[]): GraftError {
  return new GraftError(
    'graph-unsupported',
    `This graph-model cannot be read as a network, for ${problems.length} of its nodes: ${listSome(problems, '; ')}. It can be opened as a closed backbone, whose features are used as they come: graphModelBackbone of @graftjs/backbones.`,
  );
}

function isName(name: string): boolean {
  return name.length <= 4096 && NAME.test(name) && !name.includes('\\') && !name.split('/').includes('..');
}

/** TensorFlow's types by their numbers, as far as they are tensors of Graft. */
const typeNames: Readonly<Record<string, string>> = {
  '1': 'float32',
  DT_FLOAT: 'float32',
  '3': 'int32',
  DT_INT32: 'int32',
};

function attributesOf(attributes: JsonObject): Attributes {
  const of = (name: string): JsonObject => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return isObject(value) ? value : {};
  };
  const listOf = (name: string, kind: string): readonly Json[] => {
    const { list } = of(name);
    const items = isObject(list) ? list[kind] : undefined;
    return isList(items) ? items : [];
  };
  return {
    text: (name) => decode(of(name)['s']),
    texts: (name) => listOf(name, 's').flatMap((text) => decode(text) ?? []),
    number: (name) => readNumber(of(name)['i'] ?? of(name)['f']),
    numbers: (name) => listOf(name, 'i').flatMap((item) => readNumber(item) ?? []),
    flag: (name) => of(name)['b'] === true,
    type: (name) => {
      const { type } = of(name);
      return typeof type === 'string' || typeof type === 'number' ? (typeNames[type] ?? String(type)) : undefined;
    },
    shape: (name) => readShape(of(name)['shape']),
  };
}

function readShape(value: Json | undefined): readonly (number | null)[] | undefined {
  if (!isObject(value) || value['unknownRank'] === true) return undefined;
  const { dim = [] } = value;
  if (!isList(dim)) return undefined;
  const lengths = dim.map((axis) => readNumber(isObject(axis) ? axis['size'] : undefined) ?? -1);
  return lengths.map((length) => (Number.isSafeInteger(length) && length > 0 ? length : null));
}

/** Whole numbers of 64 bits are text in JSON. */
function readNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function decode(value: Json | undefined): string | undefined {
  if (isList(value)) return value.every((byte) => typeof byte === 'number') ? String.fromCharCode(...value) : undefined;
  if (typeof value !== 'string') return undefined;
  try {
    return atob(value);
  } catch {
    return undefined;
  }
}
