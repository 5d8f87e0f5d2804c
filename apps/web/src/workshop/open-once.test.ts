import { expect, it, vi } from 'vitest';
import { openOnce } from './open-once.js';

function setUp() {
  const disposed: number[] = [];
  let made = 0;
  const make = vi.fn(async () => {
    const id = ++made;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { id, dispose: () => void disposed.push(id) };
  });
  return { once: openOnce(make), make, disposed };
}

it('is made once for all who ask, and anew after it was closed', async () => {
  const { once, make, disposed } = setUp();
  const [first, second] = await Promise.all([once.open(), once.open()]);
  expect(first).toBe(second);
  expect(make).toHaveBeenCalledTimes(1);
  once.close();
  const [third, fourth] = await Promise.all([once.open(), once.open()]);
  expect([third.id, fourth.id]).toEqual([2, 2]);
  expect(disposed).toEqual([1]);
});

it('gives nobody one that was closed while it was made', async () => {
  const { once, disposed } = setUp();
  const asked = once.open();
  once.close();
  expect((await asked).id).toBe(2);
  expect(disposed).toEqual([1]);
});

it('is tried again after it failed', async () => {
  const { once, make } = setUp();
  make.mockRejectedValueOnce(new Error('No memory.'));
  await expect(Promise.all([once.open(), once.open()])).rejects.toThrow('No memory.');
  expect((await once.open()).id).toBe(1);
});
