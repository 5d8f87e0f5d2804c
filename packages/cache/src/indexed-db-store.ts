import type { FeatureStore, HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { checkKey } from './check-key.js';
import { checkMaxBytes } from './check-max-bytes.js';

interface Features extends DBSchema {
  values: { key: string; value: HostTensor };
  /** Of each value its size, and when it was used last; apart, so that looking through them reads no value. */
  uses: { key: string; value: { readonly bytes: number; readonly usedAt: number } };
}

/** How often the use of one value is noted, in milliseconds: noting is a write. */
const NOTE_EVERY = 60_000;
/** How full the store may be after making room, so that the next value does not have to make room again. */
const FULLNESS_AFTER_EVICTION = 0.9;

/**
 * Keeps features in the browser's IndexedDB, from visit to visit, and removes those not used for longest once they take too much
 * room. Several pages and workers may use one at once; the user may delete it at any time.
 *
 * @param name of the database, made when it is first used
 * @param options.maxBytes room for values; one that is larger by itself is not kept. Default 1 GiB
 * @throws GraftError 'bad-cache-size'; `get` and `set`: 'bad-cache-key'; `set`: 'cache-not-writable', as when the disk is full
 */
export function indexedDbStore(
  name: string,
  { maxBytes = 2 ** 30 }: { readonly maxBytes?: number } = {},
): FeatureStore {
  checkMaxBytes(maxBytes);
  let opened: Promise<IDBPDatabase<Features>> | undefined;
  // What may be written before the store is looked through again: nothing at first, since it may be full already.
  let allowance = 0;

  const open = (): Promise<IDBPDatabase<Features>> => {
    opened ??= openFeatures(name, () => (opened = undefined));
    opened.catch(() => (opened = undefined));
    return opened;
  };
  return {
    async get(key) {
      checkKey(key);
      // Whatever cannot be read is missing.
      return readUsed(open, key).catch(() => undefined);
    },
    async set(key, value) {
      checkKey(key);
      const bytes = value.data.byteLength;
      if (bytes > maxBytes) return;
      try {
        const database = await open();
        await write(database, key, value);
        allowance -= bytes;
        // Capped, because other pages write too and only looking shows how much.
        if (allowance < 0) allowance = Math.min(maxBytes - (await makeRoom(database, maxBytes)), maxBytes / 8);
      } catch (cause) {
        throw notWritable(name, cause);
      }
    },
  };
}

/** @param onEnd is called when the connection ends: the user removed the data, or another page needs a newer version */
async function openFeatures(name: string, onEnd: () => void): Promise<IDBPDatabase<Features>> {
  const database = await openDB<Features>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('values');
      fresh.createObjectStore('uses');
    },
    blocking() {
      database.close();
      onEnd();
    },
    terminated: onEnd,
  });
  return database;
}

async function readUsed(open: () => Promise<IDBPDatabase<Features>>, key: string): Promise<HostTensor | undefined> {
  const database = await open();
  const [value, use] = await Promise.all([database.get('values', key), database.get('uses', key)]);
  const now = Date.now();
  if (value !== undefined && (use === undefined || now - use.usedAt > NOTE_EVERY)) {
    // A full disk does not keep a value from being read.
    await database.put('uses', { bytes: value.data.byteLength, usedAt: now }, key).catch(() => undefined);
  }
  return value;
}

async function write(database: IDBPDatabase<Features>, key: string, value: HostTensor): Promise<void> {
  const work = database.transaction(['values', 'uses'], 'readwrite');
  const { dtype, shape, data } = value;
  // A view would take the whole buffer behind it along.
  const copy = { dtype, shape: [...shape], data: data.slice() } as HostTensor;
  await Promise.all([
    work.objectStore('values').put(copy, key),
    work.objectStore('uses').put({ bytes: data.byteLength, usedAt: Date.now() }, key),
    work.done,
  ]);
}

/** @returns bytes that the values take now */
async function makeRoom(database: IDBPDatabase<Features>, maxBytes: number): Promise<number> {
  const work = database.transaction(['values', 'uses'], 'readwrite');
  const uses = work.objectStore('uses');
  const [keys, facts] = await Promise.all([uses.getAllKeys(), uses.getAll()]);
  const entries = keys.map((key, index) => ({ key, ...(facts[index] ?? { bytes: 0, usedAt: 0 }) }));
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const tooMuch = total > maxBytes;
  for (const { key, bytes } of entries.sort((a, b) => a.usedAt - b.usedAt)) {
    if (!tooMuch || total <= maxBytes * FULLNESS_AFTER_EVICTION) break;
    await Promise.all([uses.delete(key), work.objectStore('values').delete(key)]);
    total -= bytes;
  }
  await work.done;
  return total;
}

function notWritable(name: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
  return new GraftError(
    'cache-not-writable',
    `Cannot keep features in the browser's database "${name}": ${reason}. Make room, allow the page to keep data, or work without a cache.`,
    { cause },
  );
}
