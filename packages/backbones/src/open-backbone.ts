import type { OpenBackbone } from '@graftjs/core';
import { networkFingerprint } from '@graftjs/network';

/**
 * Puts a backbone together and names it by all that decides its features.
 *
 * @param parts everything but the fingerprint, with the network's weights filled in
 */
export function openBackbone<Input>(parts: Omit<OpenBackbone<Input>, 'fingerprint'>): OpenBackbone<Input> {
  const { network, preprocess } = parts;
  return { ...parts, fingerprint: networkFingerprint(network).json([preprocess.kind, preprocess.spec]).hex() };
}
