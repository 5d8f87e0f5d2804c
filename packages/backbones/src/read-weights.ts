import type { HostTensor } from '@graftjs/core';
import { readSafetensors } from '@graftjs/safetensors';
import { readBytes } from '#read-bytes';

/** A file of weights, whatever its format. */
export interface WeightsFile {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** What the file says of itself. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}

/**
 * Reads a file of weights.
 *
 * @param source its bytes, its address, or (in Node) its path
 * @throws GraftError 'unreadable-file', and what `readSafetensors` throws
 */
export async function readWeights(source: string | URL | Uint8Array): Promise<WeightsFile> {
  const bytes = source instanceof Uint8Array ? source : await readBytes(source);
  return { ...readSafetensors(bytes), bytes };
}
