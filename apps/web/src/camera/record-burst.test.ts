import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recordBurst } from './record-burst.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes a frame at once and ten a second until it is let go', async () => {
  const frames: number[] = [];
  const hold = new AbortController();
  let next = 0;
  const burst = recordBurst(() => Promise.resolve(next++), (frame) => frames.push(frame), hold.signal); // prettier-ignore
  await vi.advanceTimersByTimeAsync(950);
  expect(frames).toHaveLength(10);
  hold.abort();
  await burst;
  expect(frames).toHaveLength(10);
});

it('takes one frame of a touch that is over before it is there', async () => {
  const frames: string[] = [];
  await recordBurst(() => Promise.resolve('frame'), (frame) => frames.push(frame), AbortSignal.abort()); // prettier-ignore
  expect(frames).toEqual(['frame']);
});

it('ends where the camera is gone', async () => {
  const frames = ['frame'];
  const seen: string[] = [];
  const burst = recordBurst(() => Promise.resolve(frames.pop()), (frame) => seen.push(frame), new AbortController().signal); // prettier-ignore
  await vi.advanceTimersByTimeAsync(200);
  await burst;
  expect(seen).toEqual(['frame']);
});
