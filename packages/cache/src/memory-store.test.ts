import type { HostTensor } from '@graftjs/core';
import { expect, it } from 'vitest';
import { memoryStore } from './memory-store.js';

const value = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

it('gives back what it was given, and nothing for what it was not', async () => {
  const store = memoryStore();
  await store.set('aa', value(1, 2));
  expect(await store.get('aa')).toEqual(value(1, 2));
  expect(await store.get('bb')).toBeUndefined();
});

it('is not touched by what happens to a value outside', async () => {
  const store = memoryStore();
  const given = value(1);
  await store.set('aa', given);
  given.data[0] = 2;
  const got = await store.get('aa');
  got!.data[0] = 3;
  expect(await store.get('aa')).toEqual(value(1));
});

it('forgets what was not used for longest', async () => {
  const store = memoryStore({ maxBytes: 8 });
  await store.set('aa', value(1));
  await store.set('bb', value(2));
  await store.get('aa');
  await store.set('cc', value(3));
  expect(await store.get('bb')).toBeUndefined();
  expect(await store.get('aa')).toEqual(value(1));
  expect(await store.get('cc')).toEqual(value(3));
});

it('counts a value that is set again once', async () => {
  const store = memoryStore({ maxBytes: 8 });
  await store.set('aa', value(1));
  for (let i = 0; i < 5; i++) await store.set('bb', value(i));
  expect(await store.get('aa')).toEqual(value(1));
});

it('does not keep a value that is larger than all its room, nor an older one in its place', async () => {
  const store = memoryStore({ maxBytes: 8 });
  await store.set('aa', value(1));
  await store.set('bb', value(2));
  await store.set('aa', value(1, 2, 3));
  expect(await store.get('aa')).toBeUndefined();
  expect(await store.get('bb')).toEqual(value(2));
});

it.each(['', 'a', '../../etc/passwd', 'AA', 'aa.', 'gg', 'aa\n', 'a'.repeat(129)])(
  'refuses the key %j',
  async (key) => {
    const refused = {
      code: 'bad-cache-key',
      message: `A cache key is 2 to 128 hexadecimal digits in small letters, as fingerprint().hex() gives; got ${JSON.stringify(key)}.`,
    };
    await expect(memoryStore().get(key)).rejects.toMatchObject(refused);
    await expect(memoryStore().set(key, value(1))).rejects.toMatchObject(refused);
  },
);

it.each([0, -1, NaN])('refuses a size of %d', (maxBytes) => {
  expect(() => memoryStore({ maxBytes })).toThrow(
    expect.objectContaining({
      code: 'bad-cache-size',
      message: `A cache needs room: maxBytes must be above 0; got ${maxBytes}.`,
    }),
  );
});
