import type { HostTensor, Json } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { JsonMaker, JsonObject } from '../keras/parse-json.js';
import { isList, isObject, parseJson } from '../keras/parse-json.js';
import type { ByteSource } from '../source/byte-source.js';
import { byteSource, joinedSource, readBytes } from '../source/byte-source.js';
import { readText } from '../source/read-text.js';
import { decodeWeight } from './decode-weight.js';
import type { ManifestGroup } from './read-manifest.js';
import { listSome, readManifest } from './read-manifest.js';

/** What the files of a TensorFlow.js model hold. */
export interface TfjsArtifacts {
  /** A list of layers, or a graph of operations. */
  readonly format: 'layers-model' | 'graph-model';
  /** `modelTopology`: Keras's JSON, or a GraphDef with `node`, a list. */
  readonly topology: JsonObject;
  /** By the manifest's names; those of an optimizer are left out. Bools are int32, 0 or 1. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** Names of the tensors that are bool in the file. */
  readonly bools: ReadonlySet<string>;
  /** `inputs` and `outputs` of a graph by name, where the file has them. */
  readonly signature: JsonObject | undefined;
  readonly generatedBy: string | undefined;
  readonly convertedBy: string | undefined;
  readonly metadata: JsonObject | undefined;
}

/** Files by their path from the model's folder on. */
export interface TfjsFolder {
  readonly names: readonly string[];
  open(name: string): Promise<ByteSource | undefined>;
}

/**
 * Reads the files of a TensorFlow.js model: `model.json`, and the shards that it names. Every size is checked before a value
 * is read, and a shard is never looked for outside the files that are given.
 *
 * @param files bytes or Blobs by name: `model.json`, or the only one that ends so, and the shards by the manifest's paths.
 *   Nothing that is returned shares memory with them
 * @throws GraftError 'unknown-file', 'tfjs-json', 'tfjs-path', 'tfjs-manifest'; 'tfjs-shards' that lists all that are missing,
 *   surplus, too short or too long; 'tfjs-unsupported', 'bad-weight-values'
 * @example
 * const files = new Map([...input.files].map((file) => [file.name, file]));
 * const { format, tensors } = await readTfjsArtifacts(files);
 */
export async function readTfjsArtifacts(files: ReadonlyMap<string, Uint8Array | Blob>): Promise<TfjsArtifacts> {
  const open = async (name: string): Promise<ByteSource | undefined> => {
    const file = files.get(name);
    return file && byteSource(file);
  };
  const names = [...files.keys()];
  return readArtifactsFolder({ names, open }, findModelJson(names));
}

export const tfjs: JsonMaker = { code: 'tfjs-json', name: 'TensorFlow.js' };

/** As `readTfjsArtifacts`, from any folder. */
export async function readArtifactsFolder(folder: TfjsFolder, modelJson: string): Promise<TfjsArtifacts> {
  const description = await folder.open(modelJson);
  if (description === undefined) throw new GraftError('unknown-file', `There is no ${modelJson} here. ${WHAT_TO_GIVE}`);
  const json = parseJson(await readText(description, modelJson, tfjs.code), modelJson, tfjs);
  const { topology, format } = readTopology(json, modelJson);
  const { weightsManifest, modelInitializer, signature, userDefinedMetadata, generatedBy, convertedBy } =
    json as JsonObject;
  if ((modelInitializer ?? null) !== null) {
    throw new GraftError(
      'tfjs-unsupported',
      `${modelJson} has a "modelInitializer", which fills tables of strings before the graph runs. Convert the part of the model after the tables, which takes numbers.`,
    );
  }
  const groups = readManifest(weightsManifest);
  const sources = await openShards(folder, groups, modelJson);
  const tensors = new Map<string, HostTensor>();
  for (const [at, { weights }] of groups.entries()) {
    const source = sources[at];
    let offset = 0;
    for (const weight of weights) {
      if (source !== undefined && !weight.isOfOptimizer) {
        tensors.set(weight.name, decodeWeight(weight, await readBytes(source, offset, weight.bytes)));
      }
      offset += weight.bytes;
    }
  }
  const all = groups.flatMap(({ weights }) => weights);
  return {
    format,
    topology,
    tensors,
    bools: new Set(all.filter(({ dtype }) => dtype === 'bool').map(({ name }) => name)),
    signature: isObject(signature) ? signature : undefined,
    metadata: isObject(userDefinedMetadata) ? userDefinedMetadata : undefined,
    generatedBy: typeof generatedBy === 'string' ? generatedBy : undefined,
    convertedBy: typeof convertedBy === 'string' ? convertedBy : undefined,
  };
}

const WHAT_TO_GIVE = 'Give the model.json that TensorFlow.js wrote, together with the shards beside it.';

/** Which of the names describes the model: `model.json`, or else the only one that ends in `.json`. */
export function findModelJson(names: readonly string[]): string {
  const [only, ...others] = names.filter((name) => name.endsWith('.json'));
  return only !== undefined && others.length === 0 ? only : 'model.json';
}

function readTopology(json: Json, what: string): Pick<TfjsArtifacts, 'topology' | 'format'> {
  const { modelTopology: topology, format } = isObject(json) ? json : {};
  if (!isObject(topology)) {
    const isKeras = isObject(json) && typeof json['class_name'] === 'string';
    const hint = isKeras ? 'It is the description that Keras alone writes: read it with parseKerasJson.' : WHAT_TO_GIVE;
    throw new GraftError('unknown-file', `${what} has no "modelTopology", so it is no model of TensorFlow.js. ${hint}`);
  }
  const found = isList(topology['node']) ? 'graph-model' : 'layers-model';
  const isLayers = isObject(topology['model_config']) || typeof topology['class_name'] === 'string';
  if (found === 'layers-model' && !isLayers) {
    throw new GraftError(
      'unknown-file',
      `The "modelTopology" of ${what} has neither layers ("model_config") nor a graph ("node"). ${WHAT_TO_GIVE}`,
    );
  }
  if (format === undefined || format === null || format === found) return { topology, format: found };
  throw new GraftError(
    'unknown-file',
    `${what} says that it is a ${JSON.stringify(format)}, and holds a ${found}. Known are layers-model and graph-model.`,
  );
}

/** Whether TensorFlow.js gives such a name to files of weights. */
export function isShardName(name: string): boolean {
  return SHARD.test(name);
}

const SHARD = /(^|\/)group\d+-shard\d+of\d+(\.bin)?$|(^|\/)([^/]*\.)?weights\.bin$/;

/** @returns the shards of each group as one */
async function openShards(
  folder: TfjsFolder,
  groups: readonly ManifestGroup[],
  modelJson: string,
): Promise<readonly ByteSource[]> {
  const missing: string[] = [];
  const wrong: string[] = [];
  const joined: ByteSource[] = [];
  for (const { paths, weights } of groups) {
    const shards: ByteSource[] = [];
    for (const path of paths) {
      const shard = await folder.open(path);
      if (shard === undefined) missing.push(path);
      else shards.push(shard);
    }
    const source = joinedSource(shards);
    const bytes = weights.reduce((sum, weight) => sum + weight.bytes, 0);
    joined.push(source);
    if (shards.length === paths.length && source.size !== bytes) {
      wrong.push(`${paths.join(' + ')} have ${source.size} bytes instead of ${bytes}`);
    }
  }
  const named = new Set(groups.flatMap(({ paths }) => paths));
  const surplus = folder.names.filter((name) => isShardName(name) && !named.has(name));
  const faults = [
    missing.length === 0 ? '' : `${missing.length} missing: ${listSome(missing)}`,
    surplus.length === 0 ? '' : `${surplus.length} that it does not name: ${listSome(surplus)}`,
    wrong.length === 0 ? '' : `${wrong.length} of the wrong size: ${listSome(wrong, '; ')}`,
  ].filter((fault) => fault !== '');
  if (faults.length === 0) return joined;
  throw new GraftError(
    'tfjs-shards',
    `The files of weights do not fit ${modelJson}. ${faults.join('. ')}. Copy all files of the model again, into a folder of their own.`,
  );
}
