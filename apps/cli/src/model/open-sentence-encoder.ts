import { universalSentenceEncoder } from '@graftjs/backbones/universal-sentence-encoder';
import { GraftError, type ClosedBackbone } from '@graftjs/core';
import type { BackboneOptions } from '../plugins.js';
import { toFlag } from '../recipe/recipe.js';

/**
 * Universal Sentence Encoder Lite, by name. It has weights of its own and takes texts of any length, so there is nothing to choose.
 *
 * @throws GraftError 'unused-option', and what `universalSentenceEncoder` throws
 */
export function openSentenceEncoder({ weights, inputSize }: BackboneOptions): Promise<ClosedBackbone<string>> {
  // Looked at, it is the same.
  const given = Object.entries({ weights: weights === 'bare' ? undefined : weights, inputSize });
  for (const [key, value] of given) {
    if (value === undefined) continue;
    throw new GraftError(
      'unused-option',
      `universal-sentence-encoder brings its weights and takes texts, not pixels. Leave ${toFlag(key)} out.`,
    );
  }
  return universalSentenceEncoder();
}
