import type { HostTensor, Json, Modality, Model, Network, Preprocess, PreprocessPlugin } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import type { Safetensors } from '@graftjs/safetensors';
import { readSafetensors } from '@graftjs/safetensors';
import { bundleChecksum, writeBundle } from './bundle-file.js';
import { checkModel } from './check-model.js';
import { parseRecord } from './parse-record.js';

/** A trained model, and where it came from. */
export interface Bundle<Input> extends Model<Input> {
  readonly modality: Modality;
  /** What it was trained on top of. */
  readonly backbone: {
    readonly id: string;
    readonly fingerprint: string;
    readonly pretraining?: { readonly data: string; readonly task: string };
    readonly blockEnds?: readonly string[];
  };
  readonly head: { readonly id: string; readonly spec: Json };
  readonly freeze: { readonly id: string; readonly spec: Json };
  readonly recipe: Json;
  /** What an evaluation found; `null` when nothing was said. */
  readonly metrics: Json;
  /** What it was fitted to, where that was told. */
  readonly trainedOn?: TrainedOn;
  /** How each stage of training went. */
  readonly stages: readonly Json[];
  /** What made it: `{ graft: '0.1.0' }`, and what else its numbers came from, where that was told: engine, decoder. */
  readonly versions: { readonly [name: string]: string };
}

/** The examples that a model has seen, so that they are known again: on them it does better than on others. */
export interface TrainedOn {
  /** Of the data set's splits. */
  readonly splits: readonly string[];
  /** The content of each example, in a form that only whoever wrote it needs to understand; no example can be got from it. */
  readonly contents: string;
}

export interface DecodeOptions<Input> {
  /** Kinds of preprocessing that a bundle may name: `[imagePlugin]`. */
  readonly preprocessors: readonly PreprocessPlugin<Input>[];
}

/** How every bundle goes on after the length of its header, since metadata come first and in order. */
const OPENING = '{"__metadata__":{"graft":"';

/**
 * Reads a bundle and checks all of it before anything is used. Needs no training code.
 *
 * @param bytes the whole file
 * @throws GraftError 'not-a-bundle', 'bundle-truncated', 'bundle-damaged', 'bundle-too-new', 'bundle-invalid', 'unknown-preprocess'
 */
export function decodeBundle<Input>(bytes: Uint8Array, { preprocessors }: DecodeOptions<Input>): Bundle<Input> {
  const { text, weights } = readIntact(bytes);
  const { format: _, network: topology, preprocess, ...record } = parseRecord(text);
  const network: Network = { ...topology, weights };
  checkNetworkOf({ ...record, network });
  const plugin = findPlugin(preprocess.kind, preprocessors);
  return { ...record, network, modality: plugin.modality, preprocess: restore(plugin, preprocess.spec) };
}

function readIntact(bytes: Uint8Array): { readonly text: string; readonly weights: ReadonlyMap<string, HostTensor> } {
  const file = read(bytes);
  const text = file.metadata.get('graft');
  if (text === undefined) {
    throw new GraftError(
      'not-a-bundle',
      'This is a safetensors file without the description that makes it a bundle: weights alone, perhaps.',
    );
  }
  const sha256 = bundleChecksum(text, file.tensors);
  if (file.metadata.get('sha256') !== sha256) throw damaged('its content does not match its checksum');
  // The checksum cannot see spaces, the order of things, and metadata that were added.
  if (!equal(writeBundle(text, file.tensors, sha256), bytes))
    throw damaged('its bytes are not those that were written');
  return { text, weights: file.tensors };
}

function read(bytes: Uint8Array): Safetensors {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    const opening = new TextDecoder().decode(bytes.subarray(8, 8 + OPENING.length));
    if (bytes.length === 0 || opening !== OPENING) {
      throw new GraftError('not-a-bundle', `This is not a bundle. ${error.message}`, { cause: error });
    }
    if (error.code === 'safetensors-truncated') {
      throw new GraftError('bundle-truncated', `This bundle is cut short. ${error.message}`, { cause: error });
    }
    throw damaged(error.message.replace(/\.$/, ''), error);
  }
}

function checkNetworkOf(model: Pick<Model<unknown>, 'network' | 'cut' | 'activation' | 'task'>): void {
  try {
    checkModel(model);
  } catch (cause) {
    if (!(cause instanceof GraftError)) throw cause;
    throw new GraftError('bundle-invalid', `This bundle's network is not valid. ${cause.message}`, { cause });
  }
  const used = listWeights(model.network);
  for (const name of model.network.weights.keys()) {
    if (used.has(name)) continue;
    throw new GraftError('bundle-invalid', `This bundle's network is not valid. No layer uses its weight "${name}".`);
  }
}

function findPlugin<Input>(kind: string, plugins: readonly PreprocessPlugin<Input>[]): PreprocessPlugin<Input> {
  const plugin = plugins.find((candidate) => candidate.kind === kind);
  if (plugin) return plugin;
  const known = listNearest(
    kind,
    plugins.map((candidate) => candidate.kind),
    plugins.length,
  );
  throw new GraftError(
    'unknown-preprocess',
    `This bundle prepares its inputs by "${kind}", and no such plugin was given. Given: ${known.join(', ') || 'none'}. Pass one for "${kind}" in preprocessors.`,
  );
}

function restore<Input>(plugin: PreprocessPlugin<Input>, spec: Json): Preprocess<Input> {
  try {
    return plugin.restore(spec);
  } catch (cause) {
    if (!(cause instanceof GraftError)) throw cause;
    throw new GraftError('bundle-invalid', `This bundle's preprocessing is not valid. ${cause.message}`, { cause });
  }
}

function damaged(reason: string, cause?: GraftError): GraftError {
  return new GraftError(
    'bundle-damaged',
    `This bundle was changed after it was written: ${reason}. Get it again from where it came from.`,
    { cause },
  );
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
