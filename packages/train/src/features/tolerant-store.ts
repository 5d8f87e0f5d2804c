import type { FeatureStore, HostTensor, Note } from '@graftjs/core';

/** Reads and writes rows of features; never throws. */
export interface RowStore {
  /** Undefined for a row that is not there, cannot be read, or has another length. */
  get(key: string): Promise<Float32Array | undefined>;
  set(key: string, row: Float32Array<ArrayBuffer>): Promise<void>;
}

/**
 * Makes a store that fails harmless: a full disk must not lose a run. After the first failure it is left alone.
 *
 * @param onFailure called once, with what to tell the user
 */
export function tolerantStore(
  store: FeatureStore | undefined,
  width: number,
  onFailure: (note: Note) => void,
): RowStore {
  let working = store;
  const attempt = async <T>(action: (store: FeatureStore) => Promise<T>): Promise<T | undefined> => {
    if (working === undefined) return undefined;
    try {
      return await action(working);
    } catch (error) {
      if (working !== undefined) onFailure(noteOf(error));
      working = undefined;
      return undefined;
    }
  };
  return {
    async get(key) {
      const value: HostTensor | undefined = await attempt((store) => store.get(key));
      return value?.dtype === 'float32' && value.data.length === width ? value.data : undefined;
    },
    async set(key, row) {
      await attempt((store) => store.set(key, { dtype: 'float32', shape: [width], data: row }));
    },
  };
}

function noteOf(error: unknown): Note {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'feature-store-failed',
    message: `The feature store failed, so features were computed without it from then on: ${reason}`,
  };
}
