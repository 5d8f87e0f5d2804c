import type { Json, Network, Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { FlatModel } from './flatten-model.js';
import { flattenModel } from './flatten-model.js';
import { connectKerasMasks } from './connect-keras-masks.js';
import { dialectOf } from './dialect.js';
import { isObject, parseJson } from './parse-json.js';
import { collectProblems } from './problems.js';
import { readModel } from './read-model.js';

/** A network as a Keras file describes it, and what else the file says. */
export interface KerasModel {
  readonly network: Network;
  /** Of the Keras that wrote the file: '3.15.1'; undefined where it does not say. */
  readonly kerasVersion: string | undefined;
  /** What Graft does otherwise than Keras, or left out knowingly. */
  readonly notes: readonly Note[];
}

/**
 * Reads the architecture that `model.to_json()` gives in Keras 2 and Keras 3, without weights.
 *
 * Models within are flattened: `trunk/conv1`. A layer that is called again is listed again as `shared@2` and names the same
 * weights. What only training needs (initializers, regularizers, constraints, `trainable`, compilation) is left out;
 * anything else that the layer table does not honour is refused by name, all reasons in one error.
 *
 * @throws GraftError 'keras-json', 'keras-code', 'keras-path', 'keras-invalid', 'keras-unsupported'
 * @example
 * const { network } = parseKerasJson(await readFile('model.json', 'utf8'));
 */
export function parseKerasJson(json: string): KerasModel {
  const config = parseJson(json, 'This text');
  const version = isObject(config) ? config['keras_version'] : undefined;
  const kerasVersion = typeof version === 'string' ? version : undefined;
  const { model, notes } = buildFromConfig(config, kerasVersion);
  return { network: model.network, kerasVersion, notes };
}

/**
 * @param version of the Keras that wrote the config, as far as it is known
 * @param subject for messages
 * @returns the bare network, how Keras arranges its weights, and what is to be noted
 */
export function buildFromConfig(
  config: Json,
  version: string | undefined,
  subject = 'This Keras model',
): { readonly model: FlatModel; readonly notes: readonly Note[] } {
  const problems = collectProblems(subject);
  const precisions = new Set<string>();
  const part = readModel(config, { problems, precisions, dialect: dialectOf(version) });
  // Before layers are put together: what follows from one that could not be read is not told.
  problems.throwAny();
  const model = part && flattenModel(part, problems);
  problems.throwAny();
  if (part === undefined || model === undefined)
    throw new GraftError('keras-invalid', 'This is not the config of a Keras model.');
  const network = connectKerasMasks(model.network, model.masks, part.style);
  return { model: { ...model, network }, notes: noteOn(config, precisions) };
}

function noteOn(config: Json, precisions: ReadonlySet<string>): readonly Note[] {
  const notes: Note[] = [];
  const others = [...precisions].filter((precision) => precision !== 'float32');
  if (others.length > 0) {
    const message = `Keras computes some layers in ${others.join(', ')}; Graft computes all in float32, so answers differ by that precision.`;
    notes.push({ code: 'keras-precision', message });
  }
  if (isObject(config) && isObject(config['compile_config'] ?? undefined)) {
    notes.push({
      code: 'keras-compilation',
      message: 'How the model was compiled (optimizer, loss, metrics) is not read.',
    });
  }
  return notes;
}
