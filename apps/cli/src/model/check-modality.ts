import { GraftError } from '@graftjs/core';
import { nounOf, type AnyData } from './any-input.js';

/** What a command is given to look at. */
type Given = Pick<AnyData, 'modality'> & { readonly name: string };

/**
 * Makes sure that a model can take what it is given, before anything is read.
 *
 * @param file the model's
 * @throws GraftError 'modality-mismatch'
 */
export function checkModality(file: string, { modality }: Pick<AnyData, 'modality'>, given: Given): void {
  if (modality === given.modality) return;
  throw new GraftError(
    'modality-mismatch',
    `${file} takes ${nounOf({ modality })}s, and ${given.name} holds ${nounOf(given)}s. Name a model of ${nounOf(given)}s, or give it ${nounOf({ modality })}s.`,
  );
}
