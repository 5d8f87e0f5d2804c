import type { FeatureStore, HostTensor } from '@graftjs/core';
import { checkKey } from './check-key.js';
import { checkMaxBytes } from './check-max-bytes.js';

/**
 * Keeps features in memory, and forgets those not used for longest once they take too much of it.
 *
 * @param options.maxBytes room for values; one that is larger by itself is not kept. Default 256 MiB
 * @throws GraftError 'bad-cache-size'; `get` and `set`: 'bad-cache-key'
 */
export function memoryStore({ maxBytes = 256 * 2 ** 20 }: { readonly maxBytes?: number } = {}): FeatureStore {
  checkMaxBytes(maxBytes);
  // A Map lists its entries in the order of insertion: used ones are inserted anew, so the first is the least recently used.
  const entries = new Map<string, HostTensor>();
  let total = 0;

  const remove = (key: string): HostTensor | undefined => {
    const entry = entries.get(key);
    if (entry && entries.delete(key)) total -= entry.data.byteLength;
    return entry;
  };
  const insert = (key: string, value: HostTensor): void => {
    entries.set(key, value);
    total += value.data.byteLength;
  };
  return {
    async get(key) {
      checkKey(key);
      const entry = remove(key);
      if (!entry) return undefined;
      insert(key, entry);
      return copy(entry);
    },
    async set(key, value) {
      checkKey(key);
      remove(key);
      if (value.data.byteLength > maxBytes) return;
      insert(key, copy(value));
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break;
        remove(oldest);
      }
    },
  };
}

/** So that neither side sees what the other does to its own. */
function copy(value: HostTensor): HostTensor {
  return { ...value, shape: [...value.shape], data: value.data.slice() } as HostTensor;
}
