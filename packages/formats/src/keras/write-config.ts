import type { BatchShape, Json, Layer, Network, Source } from '@graftjs/core';
import { canonicalJson, GraftError } from '@graftjs/core';
import type { ResolvedLayer } from '@graftjs/network/resolve-layers';
import { resolveLayers } from '@graftjs/network/resolve-layers';
import { inObjects, rolesInOrder } from './keras-order.js';
import type { WeightObject } from './keras-order.js';
import { isObject } from './parse-json.js';
import { callRules, wrappedOptions } from './rules.js';
import type { CallRule } from './rules.js';

/** A layer as Keras has it: one object, called once or more. */
export interface KerasLayer {
  /** In Keras. */
  readonly name: string;
  readonly className: string;
  readonly options: Layer['options'];
  /** Names of the network, by the objects in which Keras keeps them, in its order. */
  readonly objects: readonly WeightObject<{ readonly role: string; readonly name: string }>[];
  /** The layers of the network that are its calls. */
  readonly calls: readonly ResolvedLayer[];
}

/**
 * Gathers layers that are calls of one Keras layer: those that name the same weights, and `pool@2` with `pool`.
 *
 * @returns in the network's order of first calls
 * @throws GraftError 'cannot-write' for layers that share a weight but differ in anything else
 */
export function gatherLayers(network: Network): readonly KerasLayer[] {
  const gathered = new Map<string, ResolvedLayer[]>();
  const ownerOf = new Map<string, string>();
  for (const resolved of resolveLayers(network)) {
    const { name, type, options: all, weights } = resolved.layer;
    const names = Object.values(weights);
    const { options } = splitOptions(type, all);
    const key = `${canonicalJson({ type, options, weights })} ${names.length === 0 ? firstCall(name) : ''}`;
    const known = gathered.get(key);
    if (known !== undefined) {
      known.push(resolved);
      continue;
    }
    gathered.set(key, [resolved]);
    for (const weight of names) {
      const owner = ownerOf.get(weight);
      if (owner !== undefined) {
        const repair = 'Keras shares whole layers only; give one of them weights of its own.';
        const message = `Layers "${owner}" and "${name}" share the weight "${weight}" but are not the same layer. ${repair}`;
        throw new GraftError('cannot-write', message);
      }
      ownerOf.set(weight, name);
    }
  }
  const taken = new Set(network.inputs.map(({ name }) => kerasName(name)));
  return [...gathered.values()].flatMap((calls): KerasLayer[] => {
    const [first] = calls;
    if (first === undefined) return [];
    const { layer, entry, options, inputs } = first;
    const roles = rolesInOrder(entry.roles(inputs, options));
    const weights = roles.map(([role]) => ({ role, name: layer.weights[role] ?? '' }));
    const objects = inObjects(layer.type, layer.options, weights);
    const name = unused(kerasName(firstCall(layer.name)), taken);
    return [{ name, className: layer.type, options: withAxisOrder(layer.options, options), objects, calls }];
  });
}

/** The `config.json` of a functional model of Keras 3. */
export function writeConfig(network: Network, layers: readonly KerasLayer[]): Json {
  const places = new Map<
    string,
    { readonly layer: string; readonly call: number; readonly shapes: readonly BatchShape[] }
  >();
  for (const { name, shape } of network.inputs) places.set(name, { layer: kerasName(name), call: 0, shapes: [shape] });
  for (const { name: layer, calls } of layers) {
    calls.forEach((resolved, call) => places.set(resolved.layer.name, { layer, call, shapes: resolved.outputs }));
  }
  const dtypes = new Map<string, string>(network.inputs.map(({ name, dtype }) => [name, dtype]));
  const refer = ({ from, output = 0 }: Source): Json => {
    const place = places.get(from);
    return [place?.layer ?? '', place?.call ?? 0, output];
  };
  const tensor = (source: Source): Json => ({
    class_name: '__keras_tensor__',
    config: {
      shape: places.get(source.from)?.shapes[source.output ?? 0] ?? [],
      dtype: dtypes.get(source.from) ?? 'float32',
      keras_history: refer(source),
    },
  });
  const inputLayers = network.inputs.map(({ name, shape, dtype }): Json => {
    const config = { batch_shape: shape, dtype, sparse: false, ragged: false, name: kerasName(name) };
    return { ...kerasClass('InputLayer', config), name: kerasName(name), inbound_nodes: [] };
  });
  const otherLayers = layers.map(({ name, className, options, calls }): Json => {
    checkActivations(name, options);
    const config = { name, dtype: FLOAT32, ...inKeras(className, splitOptions(className, options).options) };
    const nodes = calls.map(({ layer }) => writeCall(layer, layer.inputs.map(tensor)));
    return { ...kerasClass(className, config), name, inbound_nodes: nodes };
  });
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: kerasName(network.name),
      trainable: true,
      layers: [...inputLayers, ...otherLayers],
      input_layers: single(network.inputs.map(({ name }) => refer({ from: name }))),
      output_layers: single(network.outputs.map(refer)),
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
}

const FLOAT32: Json = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

function kerasClass(className: string, config: Json): { readonly [key: string]: Json } {
  return { module: 'keras.layers', class_name: className, config, registered_name: null };
}

/** Activations that the layer table has, and Keras 3 has not. */
const otherActivations = ['gelu_approximate', 'keras2_hard_sigmoid'];

function checkActivations(name: string, options: Layer['options']): void {
  for (const value of Object.values(options)) {
    if (isObject(value) && value['config'] !== undefined && isObject(value['config']))
      checkActivations(name, value['config']);
    if (typeof value !== 'string' || !otherActivations.includes(value)) continue;
    const message = `Layer "${name}" has the activation "${value}", which Keras 3 does not have. Write it in another format, or train the network with another activation.`;
    throw new GraftError('cannot-write', message);
  }
}

/** One call: its tensors alone, as a list, or by the names that Keras has for them. */
function writeCall({ type, options: all }: Layer, tensors: readonly Json[]): Json {
  const rule = ruleOf(type);
  const { flags } = splitOptions(type, all);
  const isMasked = rule.last !== undefined && flags[rule.last] === true;
  const others = isMasked ? tensors.slice(0, -1) : tensors;
  const states = rule.states === undefined ? [] : others.slice(1);
  const inputs = others.slice(0, others.length - states.length);
  return {
    args: rule.tensors !== undefined || inputs.length === 1 ? inputs : [inputs],
    kwargs: {
      ...flags,
      ...(rule.states !== undefined && states.length > 0 && { [rule.states]: states }),
      ...(rule.last !== undefined && isMasked && { [rule.last]: tensors.at(-1) ?? null }),
    },
  };
}

/** What Keras has as options of a layer, and what as arguments of its calls. */
function splitOptions(
  type: string,
  all: Layer['options'],
): { readonly options: Layer['options']; readonly flags: Layer['options'] } {
  const { last, flags = [] } = ruleOf(type);
  const isOfCall = ([name]: readonly [string, Json]): boolean => name === last || flags.includes(name);
  const entries = Object.entries(all);
  return {
    options: Object.fromEntries(entries.filter((entry) => !isOfCall(entry))),
    flags: Object.fromEntries(entries.filter(isOfCall)),
  };
}

function ruleOf(type: string): CallRule {
  return (Object.hasOwn(callRules, type) && callRules[type]) || {};
}

/** Options as Keras has them: a layer within is an object of its own. */
function inKeras(type: string, options: Layer['options']): Layer['options'] {
  const entries = Object.entries(options).map(([name, value]): [string, Json] => {
    if (wrappedOptions[type]?.includes(name) !== true || !isObject(value)) return [name, value];
    const { class_name: className, config } = value;
    if (typeof className !== 'string' || config === undefined || !isObject(config)) return [name, value];
    return [name, kerasClass(className, inKeras(className, config))];
  });
  return Object.fromEntries(entries);
}

/** Keras answers with a tensor where the list has one, and with a list where it has more. */
function single(items: readonly Json[]): Json {
  return items.length === 1 ? (items[0] ?? null) : items;
}

/** The options, and the order of axes with them: the one default that is left to everybody's own settings of Keras. */
function withAxisOrder(given: Layer['options'], completed: unknown): Layer['options'] {
  const { data_format: order } = completed as Layer['options'];
  return order === undefined ? given : { data_format: order, ...given };
}

/** `trunk@2/pool@3` → `trunk/pool` */
function firstCall(name: string): string {
  return name.replace(/@\d+(?=\/|$)/g, '');
}

/** What Keras allows in a name, and TensorFlow at its beginning. */
export function kerasName(name: string): string {
  const plain = name.replaceAll('/', '.').replace(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z0-9]/.test(plain) ? plain : `layer${plain}`;
}

function unused(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 1; taken.has(unique); number++) unique = `${name}_${number}`;
  taken.add(unique);
  return unique;
}
