import type { Engine } from '@graftjs/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { smallNetwork } from '../fixtures/small-network.js';
import type { BackendPlugin } from './backend-plugin.js';
import { tryBackend } from './try-backend.js';

/** Seconds of the clock that a run takes: of the first layers alone, and of the whole network. */
const takes = vi.hoisted(() => ({ beginning: 0, whole: 0 }));
const runs = vi.hoisted((): string[] => []);
vi.mock('../tfjs-engine.js', () => ({
  tfjsEngine: (): Partial<Engine> => ({
    load: ({ layers }) => {
      const part = layers.length > 2 ? 'whole' : 'beginning';
      const run = async () => {
        runs.push(part);
        await new Promise((resolve) => setTimeout(resolve, 1000 * takes[part]));
        return [{ dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) }];
      };
      return Promise.resolve({ run, dispose: () => undefined });
    },
  }),
}));

const network = smallNetwork();
const start: BackendPlugin['start'] = () =>
  Promise.resolve({ name: 'card', device: 'fake', lost: new Promise(() => undefined) });
const card: BackendPlugin = { name: 'card', exact: false, start };
const late = (seconds: number) => (): Promise<unknown> => new Promise((done) => setTimeout(done, 1000 * seconds));

beforeEach(() => {
  vi.useFakeTimers();
  runs.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the clock run until it is settled. */
async function settle<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  await vi.runAllTimersAsync();
  return work;
}

describe('a backend on trial', () => {
  it('is timed by batches of the whole network', async () => {
    Object.assign(takes, { beginning: 0.1, whole: 0.5 });
    const { firstSeconds, perSecond } = await settle(tryBackend(card, network, { batchSize: 8, patienceSeconds: 10 }));
    expect([firstSeconds, perSecond]).toEqual([0.7, 16]);
  });

  it('is given up before the whole network runs, where its first layers take longer than all on the best', async () => {
    Object.assign(takes, { beginning: 0.5, whole: 5 });
    const best = { name: 'wasm', perSecond: 20 };
    await expect(settle(tryBackend(card, network, { batchSize: 8, patienceSeconds: 10, best }))).rejects.toMatchObject({
      code: 'backend-slow',
      message: 'Its first layers alone take longer than the whole network on wasm.',
    });
    expect(runs).toEqual(['beginning', 'beginning']);
  });

  it('is measured to the end where it might yet win', async () => {
    Object.assign(takes, { beginning: 0.3, whole: 1 });
    const best = { name: 'wasm', perSecond: 20 };
    const { perSecond } = await settle(tryBackend(card, network, { batchSize: 8, patienceSeconds: 10, best }));
    expect(perSecond).toBe(8);
  });

  it('is given up where it would take longer than one waits, though it is the first', async () => {
    Object.assign(takes, { beginning: 2, whole: 20 });
    await expect(settle(tryBackend(card, network, { batchSize: 8, patienceSeconds: 10 }))).rejects.toMatchObject({
      code: 'backend-slow',
      message: 'Its first examples take longer than 10 s.',
    });
  });

  it('has its time from when its files are there', async () => {
    Object.assign(takes, { beginning: 0.1, whole: 0.5 });
    const far = { ...card, load: late(25) };
    const { firstSeconds } = await settle(tryBackend(far, network, { batchSize: 8, patienceSeconds: 10 }));
    expect(firstSeconds).toBeCloseTo(25.7);
    const gone = { ...card, load: late(1000) };
    await expect(settle(tryBackend(gone, network, { batchSize: 8, patienceSeconds: 10 }))).rejects.toMatchObject({
      code: 'backend-slow',
      message: 'It could not be fetched within 60 s.',
    });
  });

  it('learns that it was given up, and by whom', async () => {
    const told: (AbortSignal | undefined)[] = [];
    const hanging: BackendPlugin = {
      ...card,
      start(options) {
        told.push(options?.signal);
        return new Promise(() => undefined);
      },
    };
    await expect(settle(tryBackend(hanging, network, { batchSize: 8, patienceSeconds: 10 }))).rejects.toThrow('10 s');
    expect(told[0]).toMatchObject({ aborted: true, reason: { code: 'backend-slow' } });
    const user = new AbortController();
    const trial = tryBackend(hanging, network, { batchSize: 8, signal: user.signal });
    setTimeout(() => user.abort(new Error('asked otherwise')), 1000);
    await expect(settle(trial)).rejects.toThrow('asked otherwise');
    expect(told[1]?.aborted).toBe(true);
  });
});
