import { decodeBundle, loadModel, type Bundle, type LoadedModel } from '@graftjs/bundle';
import { preprocessKind } from '@graftjs/bundle/preprocess-kind';
import { GraftError, type Engine, type ImageInput, type Network } from '@graftjs/core';
import { imagePlugin } from '@graftjs/images';
import { openGradCam, type GradCamSession } from '@graftjs/report/explain/grad-cam';
import { texts } from '../texts.js';
import { openOnce } from './open-once.js';

/** A bundle whose model can be asked. */
export interface ShelvedModel {
  readonly bundle: Bundle<ImageInput>;
  /** What predicts, on the backend that runs; loaded when it is first asked for. @throws what `loadModel` throws */
  predictor(): Promise<LoadedModel<ImageInput>>;
  /** What draws heat maps, likewise. @throws what `openGradCam` throws */
  explainer(): Promise<GradCamSession<ImageInput>>;
  /** Frees whatever lies on the backend; what is asked for after that is loaded on the one that runs then. */
  close(): void;
}

/** In bytes: a page has the file in its memory, and its weights once more on the backend. */
const MOST = 2 ** 30;

/**
 * Opens a bundle for pictures; nothing is loaded on a backend yet.
 *
 * @throws GraftError 'bundle-too-large', 'unknown-preprocess', and what `decodeBundle` throws
 */
export async function openShelved(
  file: Blob,
  startEngine: (network: Network) => Promise<Engine>,
): Promise<ShelvedModel> {
  if (file.size > MOST) {
    throw new GraftError('bundle-too-large', texts.bundle.tooLarge((file.size / 2 ** 30).toFixed(1)));
  }
  const bundle = decodeForPictures(new Uint8Array(await file.arrayBuffer()));
  const predictor = openOnce(async () => loadModel(bundle, await startEngine(bundle.network)));
  const explainer = openOnce(async () => {
    await startEngine(bundle.network);
    return openGradCam(bundle);
  });
  return {
    bundle,
    predictor: predictor.open,
    explainer: explainer.open,
    close() {
      predictor.close();
      explainer.close();
    },
  };
}

function decodeForPictures(bytes: Uint8Array): Bundle<ImageInput> {
  try {
    return decodeBundle(bytes, { preprocessors: [imagePlugin] });
  } catch (cause) {
    if (!(cause instanceof GraftError)) throw cause;
    if (cause.code === 'not-a-bundle') throw new GraftError(cause.code, texts.bundle.notOne, { cause });
    if (cause.code !== 'unknown-preprocess') throw cause;
    const kind = preprocessKind(bytes) ?? '';
    const message = ofTexts.includes(kind) ? texts.bundle.ofTexts : texts.bundle.ofOthers(kind);
    throw new GraftError(cause.code, message, { cause });
  }
}

const ofTexts = ['text', 'universal-sentence-encoder'];
