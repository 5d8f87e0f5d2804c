import { decodeBundle, loadModel, type Bundle, type LoadedModel } from '@graftjs/bundle';
import { preprocessKind } from '@graftjs/bundle/preprocess-kind';
import { GraftError, type Engine, type ImageInput, type Network } from '@graftjs/core';
import { imagePlugin } from '@graftjs/images';

/** A model that can be asked, and the bundle that it came in. */
export interface OpenedModel {
  readonly bundle: Bundle<ImageInput>;
  readonly model: LoadedModel<ImageInput>;
}

/** In bytes: a page has the file in its memory, and its weights once more on the backend. */
const MOST = 2 ** 30;

/**
 * Opens a bundle for pictures.
 *
 * @throws GraftError 'bundle-too-large', 'unknown-preprocess', and what `decodeBundle` and `loadModel` throw
 */
export async function openModel(file: Blob, startEngine: (network: Network) => Promise<Engine>): Promise<OpenedModel> {
  if (file.size > MOST) {
    const gigabytes = (file.size / 2 ** 30).toFixed(1);
    throw new GraftError(
      'bundle-too-large',
      `The file has ${gigabytes} GB, and a page opens bundles of up to 1 GB. Use it on the command line: graft predict.`,
    );
  }
  const bundle = decodeForPictures(new Uint8Array(await file.arrayBuffer()));
  return { bundle, model: await loadModel(bundle, await startEngine(bundle.network)) };
}

function decodeForPictures(bytes: Uint8Array): Bundle<ImageInput> {
  try {
    return decodeBundle(bytes, { preprocessors: [imagePlugin] });
  } catch (cause) {
    if (!(cause instanceof GraftError) || cause.code !== 'unknown-preprocess') throw cause;
    throw new GraftError(cause.code, refuseKind(preprocessKind(bytes) ?? ''), { cause });
  }
}

const ofTexts = ['text', 'universal-sentence-encoder'];

function refuseKind(kind: string): string {
  if (ofTexts.includes(kind)) {
    return 'This bundle takes texts, and this page classifies pictures. Use it on the command line: graft predict bundle.safetensors "a text".';
  }
  return `This bundle prepares its inputs by "${kind}", and this page knows pictures alone. Use it in a program that has a plugin for "${kind}".`;
}
