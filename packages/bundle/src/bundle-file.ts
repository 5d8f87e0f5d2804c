import type { HostTensor } from '@graftjs/core';
import { fingerprint } from '@graftjs/core';
import { writeSafetensors } from '@graftjs/safetensors';

/** SHA-256 over the JSON and every weight: name, type, shape and bytes. The same in every format, so that damage is never taken for novelty. */
export function bundleChecksum(record: string, weights: ReadonlyMap<string, HostTensor>): string {
  return fingerprint().bytes(new TextEncoder().encode(record)).tensors(weights).hex();
}

/** The bytes of a bundle: weights as tensors, the JSON and the checksum as metadata. */
export function writeBundle(
  record: string,
  weights: ReadonlyMap<string, HostTensor>,
  sha256 = bundleChecksum(record, weights),
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(weights, new Map([['graft', record], ['sha256', sha256]])); // prettier-ignore
}
