import type { FeatureStore, HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { layeredStore } from './layered-store.js';
import { memoryStore } from './memory-store.js';

const value: HostTensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) };

it('finds what another program left behind it, and leaves there what it is given', async () => {
  const kept = memoryStore();
  await kept.set('aa', value);
  const store = layeredStore(kept);
  expect(await store.get('aa')).toEqual(value);
  await store.set('bb', value);
  expect(await kept.get('bb')).toEqual(value);
  expect(await store.get('cc')).toBeUndefined();
});

it('finds what it was given though the store behind it fails, and says that it fails', async () => {
  const full: FeatureStore = { get: async () => undefined, set: () => Promise.reject(new Error('the disk is full')) };
  const store = layeredStore(full);
  await expect(store.set('aa', value)).rejects.toThrow('the disk is full');
  expect(await store.get('aa')).toEqual(value);
});

it('is memory alone where there is nothing behind it', async () => {
  const store = layeredStore(undefined);
  await store.set('aa', value);
  expect(await store.get('aa')).toEqual(value);
});
