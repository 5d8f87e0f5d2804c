import type { Bundle } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { GraftError, type PreprocessPlugin } from '@graftjs/core';
import { closedPlugin } from '@graftjs/cut';
import { imagePlugin } from '@graftjs/images';
import { textPlugin } from '@graftjs/text';
import type { AnyInput } from './any-input.js';

/** The id of the closed backbone whose weights are not in a bundle, so that they are fetched where one names it. */
const ENCODER = 'universal-sentence-encoder-lite';

/**
 * Reads a bundle for pictures or for texts.
 *
 * @throws GraftError what `loadBundle` throws; of one on a closed backbone also 'missing-module' and 'other-backbone'
 */
export async function loadAnyBundle(file: string): Promise<Bundle<AnyInput>> {
  const preprocessors = [imagePlugin, textPlugin] as unknown as readonly PreprocessPlugin<AnyInput>[];
  try {
    return await loadBundle(file, { preprocessors });
  } catch (error) {
    const isClosed = error instanceof GraftError && error.code === 'unknown-preprocess' && error.message.includes(`"${ENCODER}"`); // prettier-ignore
    if (!isClosed) throw error;
  }
  const { universalSentenceEncoder } = await import('@graftjs/backbones/universal-sentence-encoder');
  const plugin = closedPlugin(await universalSentenceEncoder()) as unknown as PreprocessPlugin<AnyInput>;
  return loadBundle(file, { preprocessors: [plugin] });
}
