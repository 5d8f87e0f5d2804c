import type { Json } from '@graftjs/core';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { Problems } from './problems.js';
import { namedInputs, pictureLayers } from './rules.js';

/** A tensor as a file names it: layer, number of the call, number of the output. */
export interface RawRef {
  readonly layer: string;
  readonly node: number;
  readonly output: number;
}

/**
 * Reads what feeds each call of a layer.
 *
 * @param nodes `inbound_nodes`: lists in Keras 2, objects with `args` and `kwargs` in Keras 3
 * @param where the layer, for messages
 */
export function readCalls(
  nodes: Json | undefined,
  className: string,
  where: string,
  problems: Problems,
): readonly (readonly RawRef[])[] {
  if (!isList(nodes)) {
    problems.add('keras-invalid', `${where} does not say what feeds it`);
    return [];
  }
  return nodes.map((node) => {
    const { positional, named } = isObject(node) ? argumentsOfKeras3(node) : argumentsOfKeras2(node);
    return orderInputs(positional, named, className, where, problems);
  });
}

interface Arguments {
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

function argumentsOfKeras3(node: JsonObject): Arguments {
  const { args, kwargs } = node;
  return { positional: isList(args) ? args : [], named: isObject(kwargs) ? kwargs : {} };
}

/** A list of `[layer, node, output, keyword arguments]`, or, for layers that take one tensor first, one of these alone. */
function argumentsOfKeras2(node: Json): Arguments {
  const entries = isList(node) ? (typeof node[0] === 'string' ? [node] : node) : [];
  const [first] = entries;
  const named = isList(first) ? first[3] : undefined;
  const tensors = entries.map((entry) => (isList(entry) ? entry.slice(0, 3) : entry));
  return { positional: [tensors.length === 1 ? (tensors[0] ?? null) : tensors], named: isObject(named) ? named : {} };
}

function orderInputs(
  positional: readonly Json[],
  named: JsonObject,
  className: string,
  where: string,
  problems: Problems,
): readonly RawRef[] {
  const names = Object.hasOwn(namedInputs, className) ? (namedInputs[className] ?? []) : ['inputs'];
  const given = new Map(positional.map((value, at) => [names[at] ?? `argument ${at + 1}`, value]));
  for (const [name, value] of Object.entries(named)) given.set(name, value);
  const inputs: RawRef[] = [];
  let missing = '';
  for (const name of names) {
    const value = given.get(name) ?? null;
    given.delete(name);
    if (value === null) {
      missing ||= name;
      continue;
    }
    const refs = names.length === 1 ? readRefs(value) : [readRef(value)];
    if (missing !== '' || refs === undefined || refs.includes(undefined)) {
      const reason =
        missing === '' ? `takes something as ${name} that is no layer's output` : `is called without ${missing}`;
      problems.add('keras-unsupported', `${where} ${reason}`);
      return [];
    }
    inputs.push(...refs.filter((ref) => ref !== undefined));
  }
  for (const [name, value] of given) {
    if (value === null || value === false || (name === 'training' && pictureLayers.test(className))) continue;
    const reason =
      name === 'training'
        ? 'is called with training=True, so it would act as in training for ever'
        : `is called with ${name}, which Graft does not take`;
    problems.add('keras-unsupported', `${where} ${reason}`);
  }
  if (inputs.length === 0) problems.add('keras-invalid', `${where} is called without any input`);
  return inputs;
}

/** One tensor, or a list of them. */
function readRefs(value: Json): readonly (RawRef | undefined)[] | undefined {
  const one = readRef(value);
  if (one !== undefined) return [one];
  return isList(value) ? value.map(readRef) : undefined;
}

/** `["conv", 0, 0]`, or Keras 3's object around it. */
export function readRef(value: Json | undefined): RawRef | undefined {
  if (isObject(value)) {
    const { class_name: className, config } = value;
    return className === '__keras_tensor__' && isObject(config) ? readRef(config['keras_history']) : undefined;
  }
  if (!isList(value) || value.length !== 3) return undefined;
  const [layer, node, output] = value;
  if (typeof layer !== 'string' || !isIndex(node) || !isIndex(output)) return undefined;
  return { layer, node, output };
}

function isIndex(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
