import type { CheckpointStore } from '../src/checkpoint/checkpoint-store.js';

/** Keeps every checkpoint, oldest first. */
export function memoryCheckpoints(written: Uint8Array[] = []): CheckpointStore & { readonly written: Uint8Array[] } {
  return {
    written,
    read: async (age) => written.at(-1 - age),
    write: async (bytes) => void written.push(bytes),
  };
}
