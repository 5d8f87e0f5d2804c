import type { BatchShape, Json, Layer } from '@graftjs/core';
import { canonicalJson } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import { trainingEndings, wrappedOptions } from '../keras/rules.js';
import type { JsonObject } from '../keras/parse-json.js';
import { isList, isObject } from '../keras/parse-json.js';
import { stockActivations, stockLayers, stockOptionNames, unseenLayers } from './stock-layers.js';

/** A layer as TensorFlow.js has it. */
export interface StockLayerConfig {
  readonly className: string;
  readonly options: { readonly [name: string]: Json };
}

/**
 * A layer as TensorFlow.js reads it, with all defaults, which are not everywhere those of Keras, and axes counted from the
 * front, as it gets them right. What gives back its input becomes a linear Activation where it does not have the layer.
 *
 * @param inputs shapes of what feeds it
 * @param outputs shapes of what it gives, by call
 * @param complain takes what it does not honour: 'has the option "groups" 2, where TensorFlow.js knows 1 alone'
 */
export function stockLayer(
  type: string,
  given: Layer['options'],
  inputs: readonly BatchShape[],
  outputs: readonly (BatchShape | undefined)[],
  complain: (reason: string) => void,
): StockLayerConfig {
  const rank = inputs[0]?.length ?? 0;
  if (unseenLayers.test(type) || (type === 'Flatten' && rank === 2)) {
    return { className: 'Activation', options: { activation: 'linear' } };
  }
  if (type === 'Dot' && rank > 3) complain(`is given ${rank} axes, where TensorFlow.js knows 3 at most`);
  if (type === 'LayerNormalization' && !isAscending(given['axis'], rank)) {
    complain(
      `has the option "axis" ${JSON.stringify(given['axis'])}, and TensorFlow.js keeps weights in another order. Count axes from the front`,
    );
  }
  const options = stockOptions(type, given, rank, complain);
  return { className: type, options: type === 'Reshape' ? { ...options, ...knownTarget(outputs) } : options };
}

/** The lengths instead of a -1, which TensorFlow.js cannot resolve in every place. */
function knownTarget(outputs: readonly (BatchShape | undefined)[]): { readonly target_shape?: Json } {
  const [first, ...others] = outputs.map((shape) => shape?.slice(1));
  const lengths = (first ?? []).filter((length) => length !== null);
  const isOne = first?.length === lengths.length && others.every((other) => String(other) === String(first));
  return isOne ? { target_shape: lengths } : {};
}

/** Keras 3 has weights over several axes in the order of the numbers that were given: of -1 before that of 1. */
function isAscending(axis: Json | undefined, rank: number): boolean {
  if (!isList(axis)) return true;
  const places = axis
    .filter((place) => typeof place === 'number')
    .sort((a, b) => a - b)
    .map((place) => (place < 0 ? place + rank : place));
  return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0));
}

function stockOptions(
  type: string,
  given: Layer['options'],
  rank: number,
  complain: (reason: string) => void,
): StockLayerConfig['options'] {
  const known = Object.hasOwn(stockLayers, type) ? stockLayers[type] : undefined;
  if (known === undefined) {
    complain('is of a type that TensorFlow.js does not have');
    return {};
  }
  const wrapped = wrappedOptions[type] ?? [];
  // Layers within are not completed to JSON, and are written below.
  const completed = wrapped.length > 0 ? given : (layerType(type).parse(given) as JsonObject);
  const renamed = stockOptionNames[type] ?? {};
  const entries = Object.entries(completed).flatMap(([name, value]): [string, Json][] => {
    if (trainingEndings.some((ending) => name.endsWith(ending))) return [];
    const honoured = Object.hasOwn(known.options, name) ? known.options[name] : undefined;
    if (honoured === undefined) complain(`has the option "${name}", which TensorFlow.js does not have`);
    if (isList(honoured) && !honoured.some((allowed) => canonicalJson(allowed) === canonicalJson(value))) {
      const all = honoured.map((allowed) => JSON.stringify(allowed)).join(' or ');
      complain(`has the option "${name}" ${JSON.stringify(value)}, where TensorFlow.js knows ${all} alone`);
    }
    if (name === 'backward_layer') {
      if (!isReversed(given['layer'], value)) complain('has a backward layer that is not the forward layer reversed');
      return [];
    }
    if (wrapped.includes(name)) return [[name, wrappedLayer(value, complain)]];
    if (name.endsWith('activation')) return [[name, stockActivation(value, complain)]];
    if (name === 'axis' || name === 'axes') return [[name, fromTheFront(value, rank)]];
    return [[renamed[name] ?? name, value]];
  });
  return Object.fromEntries(entries);
}

/** 'forward/kernel' of a Bidirectional LSTM → 'forward_lstm/kernel' */
export function stockRole(type: string, options: Layer['options'], role: string): string {
  const inner = options['layer'];
  const innerType = isObject(inner) && typeof inner['class_name'] === 'string' ? inner['class_name'] : '';
  if (type === 'Bidirectional') return role.replace('/', `_${innerName(innerType)}/`);
  if (type === 'TimeDistributed') return stockRole(innerType, {}, role);
  return stockLayers[type]?.roles?.[role] ?? role;
}

function stockActivation(value: Json, complain: (reason: string) => void): Json {
  const known =
    typeof value === 'string' && Object.hasOwn(stockActivations, value) ? stockActivations[value] : undefined;
  if (known === undefined) complain(`has the activation ${JSON.stringify(value)}, which TensorFlow.js does not have`);
  return known ?? null;
}

function wrappedLayer(value: Json, complain: (reason: string) => void): Json {
  const { class_name: type, config } = isObject(value) ? value : {};
  if (typeof type !== 'string' || !isObject(config)) return value;
  // No layer that counts axes is called within another one with them.
  const options = stockOptions(type, config, 0, (reason) => complain(`is around a ${type} that ${reason}`));
  return { class_name: type, config: { ...options, name: innerName(type), trainable: true } };
}

function fromTheFront(value: Json, rank: number): Json {
  if (isList(value)) {
    const [only, ...others] = value;
    return only !== undefined && others.length === 0
      ? fromTheFront(only, rank)
      : value.map((axis) => fromTheFront(axis, rank));
  }
  return typeof value === 'number' && value < 0 && rank > 0 ? value + rank : value;
}

/** The one backward layer that TensorFlow.js makes: it cannot be told another. */
function isReversed(forward: Json | undefined, backward: Json): boolean {
  const completed = (layer: Json | undefined): JsonObject | undefined => {
    const { class_name: type, config } = isObject(layer) ? layer : {};
    return typeof type === 'string' && isObject(config)
      ? { type, options: layerType(type).parse(config) as JsonObject }
      : undefined;
  };
  const [ahead, back] = [completed(forward), completed(backward)];
  if (ahead === undefined || back === undefined || !isObject(ahead['options'])) return false;
  const reversed = {
    ...ahead,
    options: { ...ahead['options'], go_backwards: ahead['options']['go_backwards'] !== true },
  };
  return canonicalJson(reversed) === canonicalJson(back);
}

function innerName(type: string): string {
  return type.toLowerCase();
}
