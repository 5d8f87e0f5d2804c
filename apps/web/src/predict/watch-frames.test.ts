import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchFrames } from './watch-frames.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));
const now = () => performance.now();
const seen = () => Promise.resolve();

it('asks about the newest frame, and about one at a time', async () => {
  const start = now();
  const answers: [number, number | undefined][] = [];
  let asking = 0;
  const leave = new AbortController();
  const watching = watchFrames({
    seen,
    grab: () => Promise.resolve(now() - start),
    async ask(frame) {
      expect(++asking).toBe(1);
      return after(200, frame).finally(() => asking--);
    },
    onAnswer: (...answer) => answers.push(answer),
    signal: leave.signal,
  });
  await vi.advanceTimersByTimeAsync(700);
  leave.abort();
  await vi.advanceTimersByTimeAsync(200);
  await watching;
  expect(answers).toEqual([
    [0, undefined],
    [200, 5],
    [400, 5],
  ]);
});

it('rests while nobody looks, and does not count that as slow', async () => {
  const answers: [number, number | undefined][] = [];
  const frames = [1, 2, 3, 4];
  let looks = 0;
  const watching = watchFrames({
    seen: () => after(++looks === 3 ? 10_000 : 0, undefined),
    grab: () => Promise.resolve(frames.shift()),
    ask: (frame) => after(100, frame),
    onAnswer: (answer, rate) => answers.push([answer, rate === undefined ? rate : Math.round(rate)]),
    signal: new AbortController().signal,
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(answers).toEqual([
    [1, undefined],
    [2, 10],
  ]);
  await vi.advanceTimersByTimeAsync(6000);
  await watching;
  expect(answers.slice(2)).toEqual([
    [3, undefined],
    [4, 10],
  ]);
});

it('ends with the camera, and where an answer fails', async () => {
  const loop = { seen, onAnswer: () => undefined, signal: new AbortController().signal };
  await watchFrames({ ...loop, grab: () => Promise.resolve(undefined), ask: () => Promise.resolve(0) });
  const failing = watchFrames({
    ...loop,
    grab: () => Promise.resolve(1),
    ask: () => Promise.reject(new Error('gone')),
  });
  await expect(failing).rejects.toThrow('gone');
});
