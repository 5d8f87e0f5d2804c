import type { Json, Layer } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import { layerType, listLayerTypes } from '@graftjs/network';
import type { Dialect } from './dialect.js';
import { inKerasTerms } from './dialect.js';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { Problems } from './problems.js';
import {
  aliases,
  floatPolicies,
  neutralOptions,
  renamedOptions,
  trainingEndings,
  trainingOptions,
  wrappedOptions,
} from './rules.js';

/** A Keras config in terms of the layer table. */
export interface ReadLayer {
  readonly type: string;
  readonly options: Layer['options'];
  /** The precision in which Keras computes it. */
  readonly precision: string;
}

/**
 * Translates a layer's config: options that only training needs are left out, those with a value that changes nothing too,
 * and all others must be known to the layer table.
 *
 * @param where the layer, for messages: 'layer "dense" (Dense)'
 * @param dialect of what wrote the config
 * @returns undefined where a problem was found
 */
export function readLayer(
  className: string,
  config: JsonObject,
  where: string,
  problems: Problems,
  dialect: Dialect,
): ReadLayer | undefined {
  const type = Object.hasOwn(aliases, className) ? (aliases[className] ?? className) : className;
  if (config['lora_rank'] !== undefined && config['lora_rank'] !== null) {
    problems.add(
      'keras-unsupported',
      `${where} is adapted by LoRA (rank ${JSON.stringify(config['lora_rank'])}). Merge it in Keras: set the kernel to layer.kernel, which has both, in a layer without lora_rank`,
    );
    return undefined;
  }
  if (!listLayerTypes().includes(type)) {
    // Files of the old format do not say what is an operation, but every layer of Keras 3 says whether it trains.
    if (dialect === 'keras 3' && config['trainable'] === undefined && config['layers'] === undefined) {
      problems.add(
        'keras-unsupported',
        `${where} is of a type that Graft does not know. If it is an operation and not a layer, replace it by a layer`,
      );
      return undefined;
    }
    const nearest = listNearest(type, listLayerTypes()).join(', ');
    problems.add(
      'keras-unsupported',
      `${where} is of a type that Graft does not know. Nearest: ${nearest}. A layer of your own must be replaced by built-in ones, or the model cut before it`,
    );
    return undefined;
  }
  const precision = readPrecision(config['dtype'], where, problems);
  const options = readOptions(type, inKerasTerms(type, config, dialect, where, problems), where, problems, dialect);
  try {
    layerType(type).parse(options);
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    problems.add('keras-unsupported', `${where}: ${error.message.replace(/\.$/, '')}`);
    return undefined;
  }
  return precision === undefined ? undefined : { type, options, precision };
}

function readOptions(
  type: string,
  config: JsonObject,
  where: string,
  problems: Problems,
  dialect: Dialect,
): Layer['options'] {
  const renamed = (Object.hasOwn(renamedOptions, type) && renamedOptions[type]) || {};
  const kept = Object.entries(config).flatMap(([key, value]): [string, Json][] => {
    if (trainingOptions.includes(key) || trainingEndings.some((ending) => key.endsWith(ending))) return [];
    if (isNeutral(type, key, value)) return [];
    if (wrappedOptions[type]?.includes(key) === true) return [[key, readWrapped(value, where, problems, dialect)]];
    const name = Object.hasOwn(renamed, key) ? (renamed[key] ?? key) : key;
    // Keras 2 writes the axis of a normalization as a list of one.
    const [only, ...others] = name === 'axis' && isList(value) ? value : [];
    return [[name, only !== undefined && others.length === 0 ? only : value]];
  });
  return Object.fromEntries(kept);
}

/** A layer within a layer's options, translated as one by itself. */
function readWrapped(value: Json, where: string, problems: Problems, dialect: Dialect): Json {
  if (!isObject(value) || typeof value['class_name'] !== 'string' || !isObject(value['config'])) return value;
  const { class_name: className, config } = value;
  const layer = readLayer(className, config, `${where}, around a ${className}`, problems, dialect);
  return layer === undefined ? value : { class_name: layer.type, config: layer.options };
}

function isNeutral(type: string, key: string, value: Json): boolean {
  // One group of all channels; the default is 32.
  if (type === 'GroupNormalization' && key === 'groups') return false;
  return Object.hasOwn(neutralOptions, key) && (neutralOptions[key] ?? []).includes(value);
}

/** The name of a dtype policy, as a string or as Keras 3's object. */
function readPrecision(dtype: Json | undefined, where: string, problems: Problems): string | undefined {
  const config = isObject(dtype) ? dtype['config'] : undefined;
  const name = isObject(config) ? config['name'] : (dtype ?? 'float32');
  if (typeof name === 'string' && floatPolicies.includes(name)) return name;
  problems.add(
    'keras-unsupported',
    `${where} computes in ${JSON.stringify(name)}; known are ${floatPolicies.join(', ')}`,
  );
  return undefined;
}
