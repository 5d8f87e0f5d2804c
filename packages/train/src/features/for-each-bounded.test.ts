import { expect, it } from 'vitest';
import { forEachBounded } from './for-each-bounded.js';

async function* upTo(count: number, taken: number[] = []) {
  for (let i = 0; i < count; i++) {
    taken.push(i);
    yield i;
  }
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

it('works on every item, never on more than the limit, and takes none before there is room', async () => {
  const taken: number[] = [];
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await forEachBounded(upTo(20, taken), 3, async (item) => {
    most = Math.max(most, ++running);
    expect(taken.length - done.length).toBeLessThanOrEqual(3);
    await pause(item % 3);
    running--;
    done.push(item);
  });
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(most).toBe(3);
});

it('ends what is running before it throws, and begins nothing new', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await pause(item === 1 ? 1 : 20);
    if (item === 1) throw new Error('one failed');
    ended.push(item);
  };
  await expect(forEachBounded(upTo(50), 3, work)).rejects.toThrow('one failed');
  expect(begun).toEqual([0, 1, 2]);
  expect(ended).toEqual([0, 2]);
});

it('throws what the items throw, once the work has ended', async () => {
  let ended = 0;
  async function* broken() {
    yield 1;
    throw new Error('no more');
  }
  const work = async () => {
    await pause(5);
    ended++;
  };
  await expect(forEachBounded(broken(), 4, work)).rejects.toThrow('no more');
  expect(ended).toBe(1);
});
