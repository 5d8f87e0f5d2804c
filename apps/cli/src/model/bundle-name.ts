import { GraftError } from '@graftjs/core';

/**
 * Checks what a bundle is to be called.
 *
 * @throws GraftError 'bad-bundle-name'
 */
export function checkBundleName(out: string): void {
  if (out.endsWith('.safetensors')) return;
  throw new GraftError(
    'bad-bundle-name',
    `A bundle is a safetensors file; got --out ${out}. Name it ${out}.safetensors.`,
  );
}
