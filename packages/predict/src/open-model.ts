import { decodeBundle, loadModel, type Bundle, type LoadedModel } from '@graftjs/bundle';
import { preprocessKind } from '@graftjs/bundle/preprocess-kind';
import { checkOptionNames, GraftError, type ImageInput, type Modality, type PreprocessPlugin } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import type { WasmFiles } from '@graftjs/engines/wasm';
import { getBackend } from '@tensorflow/tfjs-core';
import { startBackend } from '#platform';
import { findPreprocessor } from './find-preprocessor.js';
import { nameSource, readSource, type ModelSource } from './read-source.js';

export interface OpenOptions {
  /**
   * What computes: in a page 'wasm', 'webgl', 'webgpu' or 'cpu', in Node 'tfjs-node', 'wasm' or 'cpu'; 'fastest' is the fastest of
   * them, which a page finds out by trying each on the model. Default: the one that runs already; where none does, 'wasm' in a page
   * ('cpu' where there is no WebAssembly), and in Node 'fastest'.
   */
  readonly backend?: string;
  /** Where the .wasm files lie, in a page. Default: where the bundler puts them; see `WasmOptions`. */
  readonly wasmFiles?: WasmFiles;
  /** For bundles that take neither pictures nor texts, and in a page for those that name an encoder. Default: none. */
  readonly preprocessors?: readonly PreprocessPlugin<never>[];
}

/** A model that is ready to predict. All that are open run on one backend: naming another later makes those before fail. */
export interface OpenedModel<Input> extends LoadedModel<Input> {
  /** What it takes. */
  readonly modality: Modality;
  /** What computes, as tfjs calls it: 'wasm', or 'tensorflow', which is tfjs-node. */
  readonly backend: string;
}

/**
 * Opens a bundle to predict with. It brings what the bundle needs and loads nothing else: decoder or tokenizer, and a backend.
 *
 * @typeParam Input the bundle decides what it takes: pictures, or texts
 * @returns the caller's to dispose
 * @throws GraftError 'bad-source', 'unreadable-file', 'unknown-option', 'unknown-backend', 'backend-failed', 'missing-module', and
 * what `decodeBundle` and `loadModel` throw; a message names the file
 * @example
 * const model = await openModel('flowers.safetensors');
 * const [{ label, probability }] = await model.predict([picture]);
 */
export async function openModel<Input = ImageInput | string>(
  source: ModelSource,
  options: OpenOptions = {},
): Promise<OpenedModel<Input>> {
  checkOptionNames(options, ['backend', 'wasmFiles', 'preprocessors'], 'for opening a model');
  const bundle = await readBundle<Input>(source, options.preprocessors ?? []);
  return inTurn(async () => {
    if (options.backend !== undefined || !isRunning()) await startBackend(options, bundle.network);
    const model = await loadModel(bundle, tfjsEngine());
    return { ...model, modality: bundle.modality, backend: getBackend() };
  });
}

async function readBundle<Input>(source: ModelSource, own: readonly PreprocessPlugin<never>[]): Promise<Bundle<Input>> {
  const bytes = await readSource(source);
  const plugin = await findPreprocessor(preprocessKind(bytes), own);
  try {
    // What it takes is for the file to say, and for the caller to know.
    return decodeBundle(bytes, { preprocessors: plugin as readonly PreprocessPlugin<unknown>[] }) as Bundle<Input>;
  } catch (cause) {
    const name = nameSource(source);
    if (!(cause instanceof GraftError) || name === undefined) throw cause;
    throw new GraftError(cause.code, `"${name}": ${cause.message}`, { cause });
  }
}

/** tfjs says undefined before a backend is set, whatever its types promise. */
function isRunning(): boolean {
  return Boolean(getBackend() as string | undefined);
}

let turn: Promise<unknown> = Promise.resolve();

/** One after another: two that start at once would each take the backend from the other. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}
