import { indexedDbStore } from '@graftjs/cache/indexed-db-store';
import { layeredStore } from '@graftjs/cache/layered-store';
import type { FeatureStore } from '@graftjs/core';
import { deleteDB } from 'idb';
import { keptNames } from '../keeping/kept-names.js';

/** Where features of pictures are kept; the last gigabyte in memory too: a test soon after asks for what training made, and the browser may have emptied the database. */
export function openFeatures(): FeatureStore {
  return layeredStore(indexedDbStore(keptNames.features), { maxBytes: 2 ** 30 });
}

/** Removes them: they tell of pictures that somebody removed. */
export function forgetFeatures(): Promise<void> {
  return deleteDB(keptNames.features);
}
