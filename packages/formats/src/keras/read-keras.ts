import { GraftError } from '@graftjs/core';
import { openHdf5 } from '../hdf5/open-hdf5.js';
import type { Group } from '../hdf5/open-hdf5.js';
import { HDF5_SIGNATURE } from '../hdf5/superblock.js';
import type { ByteSource } from '../source/byte-source.js';
import { byteSource, readBytes } from '../source/byte-source.js';
import type { ExpansionBudget } from '../source/expansion-budget.js';
import { readText } from '../source/read-text.js';
import { openArchive } from '../zip/open-archive.js';
import type { KerasModel } from './parse-keras-json.js';
import { buildFromConfig, parseKerasJson } from './parse-keras-json.js';
import { isObject, keras, parseJson } from './parse-json.js';
import { listLayers } from './weights/list-layers.js';
import { readWeights } from './weights/read-weights.js';

/**
 * Reads a whole model that Keras saved: a `.keras` file, an `.h5` file of Keras 2 or 3, or the JSON of `model.to_json()`,
 * which has no weights. The file itself tells which it is, not its name. Nothing in it is run, imported, or opened.
 *
 * A Blob is read in pieces, so that a large file is never in memory twice.
 *
 * @param file bytes or a Blob; nothing that is returned shares memory with it
 * @throws GraftError 'unknown-file'; 'no-architecture' for weights alone, see `loadKerasWeights`; 'weights-mismatch';
 *   'bad-weight-…'; 'keras-…', 'hdf5-…', 'zip-…' that say what is wrong, or cannot be honoured
 * @example
 * const { network } = await readKeras(await openAsBlob('model.keras'));
 */
export async function readKeras(file: Uint8Array | Blob): Promise<KerasModel> {
  return readKerasSource(byteSource(file));
}

/** As `readKeras`, from any source of bytes. */
export async function readKerasSource(source: ByteSource): Promise<KerasModel> {
  switch (await tellFormat(source)) {
    case 'zip':
      return readArchive(source);
    case 'hdf5':
      return readWholeHdf5(await openHdf5(source));
    case 'json':
      return parseKerasJson(await readText(source, 'This file', keras.code));
  }
}

/** Names of the parts of a `.keras` file, also where they lie in a folder. */
export const archiveNames = { config: 'config.json', metadata: 'metadata.json', weights: 'model.weights.h5' } as const;

/** The parts of a `.keras` file, by their names. */
export interface KerasParts {
  open(name: string): Promise<ByteSource | undefined>;
  /** Of the file that they lie in, where they lie in one. */
  readonly budget?: ExpansionBudget;
}

/** Puts the parts of a `.keras` file together. */
export async function readParts({ open, budget }: KerasParts): Promise<KerasModel> {
  const [config, metadata] = [await open(archiveNames.config), await open(archiveNames.metadata)];
  if (config === undefined) {
    throw new GraftError('unknown-file', `This has no ${archiveNames.config}, so it is no model of Keras.`);
  }
  const description = parseJson(await readText(config, archiveNames.config, keras.code), archiveNames.config);
  const told =
    metadata && parseJson(await readText(metadata, archiveNames.metadata, keras.code), archiveNames.metadata);
  const version = isObject(told) ? told['keras_version'] : undefined;
  const kerasVersion = typeof version === 'string' ? version : undefined;
  const { model, notes } = buildFromConfig(description, kerasVersion);
  const source = await open(archiveNames.weights);
  if (source === undefined) {
    throw new GraftError(
      'no-weights',
      `This has no ${archiveNames.weights}. Save the model with the default weights_format, "h5".`,
    );
  }
  const read = await readWeights(await openHdf5(source, budget), model.weights);
  return { network: { ...model.network, weights: read.weights }, kerasVersion, notes: [...notes, ...read.notes] };
}

/** @throws GraftError 'unknown-file' that says what can be read */
export async function tellFormat(source: ByteSource): Promise<'zip' | 'hdf5' | 'json'> {
  const start = await readBytes(source, 0, Math.min(64, source.size));
  if (HDF5_SIGNATURE.every((byte, at) => start[at] === byte)) return 'hdf5';
  if (start[0] === 0x50 && start[1] === 0x4b) return 'zip';
  if (/^\s*\{/.test(new TextDecoder().decode(start))) return 'json';
  throw new GraftError(
    'unknown-file',
    `This is no file of Keras: it is neither a .keras file (zip), an .h5 file (HDF5) nor JSON. ${SAVED_MODEL}`,
  );
}

/** Files that a folder of TensorFlow has. */
export const savedModelParts = ['saved_model.pb', 'saved_model.pbtxt', 'keras_metadata.pb'];

/** What to do with a TensorFlow SavedModel, whose parts may come one by one. */
export const SAVED_MODEL =
  'A TensorFlow SavedModel (a folder with saved_model.pb) is a program and not a list of layers: load it in Python with the Keras that made it, and save it with model.save("model.keras").';

async function readArchive(source: ByteSource): Promise<KerasModel> {
  return readParts(await openArchive(source));
}

async function readWholeHdf5(root: Group): Promise<KerasModel> {
  const [config] = (await root.strings('model_config')) ?? [];
  if (config === undefined) throw noArchitecture(await listLayers(root));
  const [kerasVersion] = (await root.strings('keras_version')) ?? [];
  const { model, notes } = buildFromConfig(parseJson(config, 'The description "model_config"'), kerasVersion);
  const read = await readWeights(root, model.weights);
  return { network: { ...model.network, weights: read.weights }, kerasVersion, notes: [...notes, ...read.notes] };
}

function noArchitecture(layers: readonly string[]): GraftError {
  const [shown, more] = [layers.slice(0, MOST_SHOWN), layers.length - MOST_SHOWN];
  const named = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
  const held = layers.length === 0 ? 'and no weights of Keras either' : `only weights, of the layers ${named}`;
  return new GraftError(
    'no-architecture',
    `This HDF5 file has no description of a model ("model_config"), ${held}. Open the network that they belong to (by name, or from ` +
      'JSON) and give it this file: loadKerasWeights(network, file).',
  );
}

const MOST_SHOWN = 8;
