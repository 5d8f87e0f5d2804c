import type { FeatureStore } from '@graftjs/core';
import { memoryStore } from './memory-store.js';

/**
 * Keeps features in memory, and in a store that outlives the program: what was made is found again for as long as the memory has
 * it, whatever becomes of that store.
 *
 * @param kept the store behind the memory; undefined: there is none
 * @param options.maxBytes of memory. Default 256 MiB
 * @throws GraftError 'bad-cache-size'; `get` and `set` what `kept` throws
 * @example
 * const store = layeredStore(folderStore('features'));
 */
export function layeredStore(
  kept: FeatureStore | undefined,
  options: { readonly maxBytes?: number } = {},
): FeatureStore {
  const memory = memoryStore(options);
  return {
    get: async (key) => (await memory.get(key)) ?? (await kept?.get(key)),
    async set(key, value) {
      await memory.set(key, value);
      await kept?.set(key, value);
    },
  };
}
