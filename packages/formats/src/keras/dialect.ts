import type { Json } from '@graftjs/core';
import type { JsonObject } from './parse-json.js';
import { isList } from './parse-json.js';
import type { Problems } from './problems.js';

/** Programs that write Keras's configs, where one option means different things in them. */
export type Dialect = 'keras 3' | 'keras 2' | 'tfjs';

/** @param version '2.21.0', '3.15.1', 'tfjs-layers 4.22.0'; Keras 3 where it is not known */
export function dialectOf(version: string | undefined): Dialect {
  if (version?.startsWith('tfjs') === true) return 'tfjs';
  return /^[12]\./.test(version ?? '') ? 'keras 2' : 'keras 3';
}

/** Names of activations for which the layer table, which has those of Keras 3, has another name. */
const activations: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  'keras 3': {},
  'keras 2': { hard_sigmoid: 'keras2_hard_sigmoid' },
  tfjs: { hard_sigmoid: 'keras2_hard_sigmoid', gelu_new: 'gelu_approximate' },
};

const activationOptions = ['activation', 'recurrent_activation'];

/** Defaults of options that older versions of TensorFlow.js leave out. */
const tfjsDefaults: Readonly<Record<string, JsonObject>> = {
  GRU: { reset_after: false },
  LSTM: { recurrent_activation: 'hard_sigmoid' },
};

/**
 * A layer's config with every option as the layer table understands it.
 *
 * @param where the layer, for messages
 */
export function inKerasTerms(
  type: string,
  config: JsonObject,
  dialect: Dialect,
  where: string,
  problems: Problems,
): JsonObject {
  const complete = dialect === 'tfjs' ? { ...tfjsDefaults[type], ...withoutUndefined(config) } : config;
  if (dialect === 'tfjs' && type === 'UpSampling2D' && complete['interpolation'] === 'bilinear') {
    problems.add(
      'keras-unsupported',
      `${where} enlarges as TensorFlow.js does, from the corners of pixels, where Keras and Graft do it from their centres. Use the interpolation "nearest", or cut the model before it`,
    );
  }
  if (dialect !== 'keras 3' && type === 'LayerNormalization' && isUnordered(complete['axis'])) {
    problems.add(
      'keras-unsupported',
      `${where} normalizes the axes ${JSON.stringify(complete['axis'])}, which are not in ascending order, and its weights are in theirs. Save the model with Keras 3`,
    );
  }
  const translated = activationOptions.flatMap((name) => {
    const value = complete[name];
    const names = activations[dialect];
    return typeof value === 'string' && Object.hasOwn(names, value) ? [[name, names[value] ?? value] as const] : [];
  });
  return translated.length === 0 ? complete : { ...complete, ...Object.fromEntries(translated) };
}

/** Keras 3 has the weights of several axes in ascending order, Keras 2 and TensorFlow.js in the order that is given. */
function isUnordered(axis: Json | undefined): boolean {
  const places = isList(axis) ? axis.filter((place) => typeof place === 'number') : [];
  return places.some((place, at) => at > 0 && place < (places[at - 1] ?? place));
}

/** TensorFlow.js writes null for what was not given, also where null is no value of the option. */
function withoutUndefined(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => name !== 'unit_forget_bias' || value !== null),
  );
}
