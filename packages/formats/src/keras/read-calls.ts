import type { Json } from '@graftjs/core';
import type { Call } from './model-parts.js';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { Problems } from './problems.js';
import type { CallRule } from './rules.js';
import { callRules, pictureLayers } from './rules.js';

/** A tensor as a file names it: layer, number of the call, number of the output. */
export interface RawRef {
  readonly layer: string;
  readonly node: number;
  readonly output: number;
}

/**
 * Reads the calls of a layer.
 *
 * @param nodes `inbound_nodes`: lists in Keras 2, objects with `args` and `kwargs` in Keras 3
 * @param where the layer, for messages
 */
export function readCalls(
  nodes: Json | undefined,
  className: string,
  where: string,
  problems: Problems,
): readonly Call<RawRef>[] {
  return listArguments(nodes, where, problems).map(({ positional, named }) => {
    const rule = Object.hasOwn(callRules, className) ? (callRules[className] ?? {}) : {};
    const names = rule.tensors ?? ['inputs', ...(rule.states === undefined ? [] : [rule.states])];
    const given = new Map(positional.map((value, at) => [names[at] ?? `argument ${at + 1}`, value]));
    for (const [name, value] of Object.entries(named)) given.set(name, value);
    const complain = (reason: string): void => problems.add('keras-unsupported', `${where} ${reason}`);
    const call = readCall(given, rule, complain);
    for (const [name, value] of given) {
      const isPassed = isNothing(value) || (name === 'training' && pictureLayers.test(className));
      if (!isPassed) complain(name === 'training' ? IN_TRAINING : `is called with ${name}, which Graft does not take`);
    }
    return call;
  });
}

const IN_TRAINING = 'is called with training=True, so it would act as in training for ever';

/** Reads the calls of an operation that makes a mask: `NotEqual(tensor, value)`, `Any(tensor)`. */
export function readMaskCalls(nodes: Json | undefined, where: string, problems: Problems): readonly Call<RawRef>[] {
  return listArguments(nodes, where, problems).map(({ positional: [tensor = null, value = null] }) => {
    const ref = readRef(tensor);
    if (ref === undefined || (value !== null && typeof value !== 'number')) {
      problems.add('keras-unsupported', `${where} is an operation and not a layer; replace it by a layer`);
    }
    return { inputs: ref === undefined ? [] : [ref], options: { value }, mask: undefined };
  });
}

interface Arguments {
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

function listArguments(nodes: Json | undefined, where: string, problems: Problems): readonly Arguments[] {
  if (isList(nodes)) return nodes.map((node) => (isObject(node) ? argumentsOfKeras3(node) : argumentsOfKeras2(node)));
  problems.add('keras-invalid', `${where} does not say what feeds it`);
  return [];
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

/** Takes out of the arguments given what the rule knows. */
function readCall(given: Map<string, Json>, rule: CallRule, complain: (reason: string) => void): Call<RawRef> {
  const take = (name: string): Json => {
    const value = given.get(name) ?? null;
    given.delete(name);
    return value;
  };
  const refsOf = (name: string | undefined, read: (value: Json) => Refs): readonly RawRef[] => {
    const value = name === undefined ? null : take(name);
    if (isNothing(value)) return [];
    const refs = read(value);
    if (refs?.every((ref) => ref !== undefined)) return refs;
    complain(`takes something as ${name ?? ''} that is no layer's output`);
    return [];
  };
  const names = rule.tensors ?? ['inputs'];
  const present = names.map((name) => !isNothing(given.get(name) ?? null));
  const missing = names.find((_, at) => !present[at] && (at === 0 || present.slice(at).includes(true)));
  if (missing !== undefined) complain(`is called without ${missing}`);
  const inputs = names.flatMap((name) => refsOf(name, rule.tensors === undefined ? readRefs : readOne));
  const states = refsOf(rule.states, readRefs);
  const last = refsOf(rule.last, readOne);
  const flags = (rule.flags ?? []).filter((name) => take(name) === true);
  const options = [...flags, ...(last.length > 0 ? [rule.last ?? ''] : [])].map((name) => [name, true] as const);
  const [mask] = refsOf('mask', readOne);
  return { inputs: [...inputs, ...states, ...last], options: Object.fromEntries(options), mask };
}

type Refs = readonly (RawRef | undefined)[] | undefined;

/** An argument that says nothing: null, false, and lists of them. */
function isNothing(value: Json): boolean {
  return value === null || value === false || (isList(value) && value.length > 0 && value.every(isNothing));
}

function readOne(value: Json): Refs {
  return [readRef(value)];
}

/** One tensor, or a list of them. */
function readRefs(value: Json): Refs {
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
