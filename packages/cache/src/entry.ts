import { createHash } from 'node:crypto';
import type { HostTensor } from '@graftjs/core';
import { bytesOf, GraftError } from '@graftjs/core';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';

/** One value as a safetensors file that knows its key and its checksum. */
export function encodeEntry(key: string, value: HostTensor): Uint8Array {
  return writeSafetensors(new Map([['features', value]]), new Map([['sha256', checksum(key, value)]]));
}

/** @returns nothing when the file is damaged, or belongs to another key */
export function decodeEntry(key: string, file: Uint8Array): HostTensor | undefined {
  try {
    const { tensors, metadata } = readSafetensors(file);
    const value = tensors.get('features');
    return value && metadata.get('sha256') === checksum(key, value) ? value : undefined;
  } catch (error) {
    if (error instanceof GraftError) return undefined;
    throw error;
  }
}

// Thousands of entries are read at the start of a run; Node's own SHA-256 takes a tenth of the time that a portable one does.
function checksum(key: string, value: HostTensor): string {
  const hash = createHash('sha256').update(JSON.stringify([key, value.dtype, value.shape]));
  return hash.update(bytesOf(value)).digest('hex');
}
