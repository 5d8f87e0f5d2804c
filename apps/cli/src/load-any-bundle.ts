import type { Bundle } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import type { PreprocessPlugin } from '@graftjs/core';
import { closedPlugin } from '@graftjs/cut';
import { imagePlugin } from '@graftjs/images';
import { textPlugin } from '@graftjs/text';
import type { AnyInput } from './any-input.js';
import { safetensorsMetadata } from './safetensors-metadata.js';

/** The id of the closed backbone whose weights are not in a bundle, so that they are fetched where one names it. */
const ENCODER = 'universal-sentence-encoder';

/**
 * Reads a bundle for pictures or for texts.
 *
 * @throws GraftError what `loadBundle` throws; of one on a closed backbone also 'missing-module' and 'other-backbone'
 */
export async function loadAnyBundle(file: string): Promise<Bundle<AnyInput>> {
  if ((await preprocessKind(file)) !== ENCODER) {
    const preprocessors = [imagePlugin, textPlugin] as unknown as readonly PreprocessPlugin<AnyInput>[];
    return loadBundle(file, { preprocessors });
  }
  const { universalSentenceEncoder } = await import('@graftjs/backbones/universal-sentence-encoder');
  const plugin = closedPlugin(await universalSentenceEncoder()) as unknown as PreprocessPlugin<AnyInput>;
  return loadBundle(file, { preprocessors: [plugin] });
}

/** As the file's header has it, so that the encoder is loaded for bundles that need it alone; the rest is checked by `loadBundle`. */
async function preprocessKind(file: string): Promise<unknown> {
  const record = (await safetensorsMetadata(file))?.get('graft');
  try {
    return (JSON.parse(record ?? '{}') as { readonly preprocess?: { readonly kind?: unknown } }).preprocess?.kind;
  } catch {
    return undefined;
  }
}
