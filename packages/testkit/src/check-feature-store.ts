import type { FeatureStore, HostTensor } from '@graftjs/core';
import { expectThat } from './expect.js';
import { sameBytes } from './same-bytes.js';

/**
 * Checks that a feature store gives back what it was given, byte for byte, also when calls overlap.
 *
 * @param store an empty store
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkFeatureStore(store: FeatureStore): Promise<void> {
  const keys = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(64, 'a'));
  expectThat((await store.get(keys[0] ?? '')) === undefined, 'feature store', 'an empty store gave something');

  const values = keys.map((_, index) => makeTensor(index));
  await Promise.all(keys.map((key, index) => store.set(key, values[index] as HostTensor)));
  const found = await Promise.all(keys.map((key) => store.get(key)));
  for (const [index, value] of values.entries()) expectSame(found[index], value, `key ${index}`);

  const key = keys[3] ?? '';
  await store.set(key, makeTensor(99));
  expectSame(await store.get(key), makeTensor(99), 'a key that was set again');

  const given = found[5];
  if (given) given.data[0] = 123;
  expectSame(await store.get(keys[5] ?? ''), makeTensor(5), 'a value that its reader changed afterwards');
}

function makeTensor(seed: number): HostTensor {
  const shape = [2, 3];
  if (seed % 3 === 1)
    return { dtype: 'float16', shape, data: Uint16Array.from({ length: 6 }, (_, i) => seed * 100 + i) };
  if (seed % 3 === 2) return { dtype: 'int32', shape, data: Int32Array.from({ length: 6 }, (_, i) => i - seed) };
  return { dtype: 'float32', shape, data: Float32Array.from({ length: 6 }, (_, i) => seed + i / 7) };
}

function expectSame(actual: HostTensor | undefined, expected: HostTensor, what: string): void {
  expectThat(actual !== undefined, 'feature store', `${what}: nothing came back`);
  expectThat(sameBytes(actual, expected), 'feature store', `${what}: other values came back than were set`);
}
