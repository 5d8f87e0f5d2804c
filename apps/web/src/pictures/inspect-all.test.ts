import { expect, it } from 'vitest';
import type { Picture } from '../project/project.js';
import { inspectAll } from './inspect-all.js';

const pictures = Array.from({ length: 100 }, (_, id): Picture => ({ id, name: `${id}.jpg`, file: new Blob(['x']) }));

it('tells what is wrong with which picture, and that each was looked at', async () => {
  const found = new Map<number, string>();
  let looked = 0;
  const inspect = (files: readonly Blob[]) => Promise.resolve(files.map((_, at) => (at === 1 ? 'broken' : undefined)));
  await inspectAll(pictures, inspect, (problems, part) => {
    for (const [id, reason] of problems) found.set(id, reason);
    looked += part.length;
  });
  expect([...found]).toEqual([[1, 'broken'], [65, 'broken']]); // prettier-ignore
  expect(looked).toBe(100);
});

it('tells what it found before the worker failed', async () => {
  const parts: number[] = [];
  let calls = 0;
  const inspect = (files: readonly Blob[]) =>
    calls++ === 0 ? Promise.resolve(files.map(() => undefined)) : Promise.reject(new Error('The worker is gone.'));
  await expect(inspectAll(pictures, inspect, (_, part) => parts.push(part.length))).rejects.toThrow(
    'The worker is gone.',
  );
  expect(parts).toEqual([64]);
});
