import type { HostTensor, Network } from '@graftjs/core';
import { GraftError, randomStream, sizeOf } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { tfjsEngine } from '../tfjs-engine.js';
import type { BackendPlugin } from './backend-plugin.js';
import { within } from './within.js';

/** What a backend did with a network. */
export interface Measured {
  readonly device: string;
  /** Until it gave its first answer: it was loaded, it started, and it compiled what the network needs. */
  readonly firstSeconds: number;
  readonly perSecond: number;
  /** The network's first output for the one example of the warm-up. */
  readonly answer: Float32Array;
}

/** Rounds are timed until there are so many, or until they took so long together. */
const ROUNDS = 3;
const ENOUGH_SECONDS = 1;

export interface TryOptions {
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Seconds that it has from when its files are there. Default: all the time it needs. */
  readonly patienceSeconds?: number;
  /** The best so far: one that is plainly slower is not measured to the end. */
  readonly best?: { readonly name: string; readonly perSecond: number } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a backend, warms it up with one example of a network, and then times batches. One that is given up does not become the
 * current backend later.
 *
 * @throws GraftError 'backend-failed', 'backend-slow', and what an engine throws; the reason of `signal` when it aborts
 */
export async function tryBackend(plugin: BackendPlugin, network: Network, options: TryOptions): Promise<Measured> {
  const { patienceSeconds = Infinity, signal } = options;
  const begin = performance.now();
  await fetchFiles(plugin, signal);
  const end = new AbortController();
  const signals = AbortSignal.any([end.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    const late = (): GraftError => tooSlow(`Its first examples take longer than ${patienceSeconds} s.`);
    const { answeredAt, ...measured } = await within(measure(plugin, network, options, signals), {
      ...{ seconds: patienceSeconds, late, signal },
    });
    return { ...measured, firstSeconds: (answeredAt - begin) / 1000 };
  } catch (error) {
    end.abort(error);
    throw error;
  }
}

/** A connection that says nothing more is not waited for longer than that. */
const FETCH_SECONDS = 60;

async function fetchFiles(plugin: BackendPlugin, signal: AbortSignal | undefined): Promise<void> {
  const late = (): GraftError => tooSlow(`It could not be fetched within ${FETCH_SECONDS} s.`);
  // Why it cannot be had, its start says in words.
  const fetched = Promise.resolve(plugin.load?.()).catch(() => undefined);
  await within(fetched, { seconds: FETCH_SECONDS, late, signal });
}

async function measure(
  plugin: BackendPlugin,
  network: Network,
  { batchSize, patienceSeconds = Infinity, best }: TryOptions,
  signal: AbortSignal,
): Promise<Omit<Measured, 'firstSeconds'> & { readonly answeredAt: number }> {
  const { device } = await plugin.start({ signal });
  if (patienceSeconds < Infinity) await expectQuick(network, { batchSize, patienceSeconds, best, signal });
  const session = await tfjsEngine().load(network);
  try {
    const [answer] = await session.run(exampleInputs(network, 1));
    const answeredAt = performance.now();
    const batch = exampleInputs(network, batchSize);
    const start = performance.now();
    let rounds = 0;
    do {
      signal.throwIfAborted();
      await session.run(batch);
      rounds++;
    } while (rounds < ROUNDS && secondsSince(start) < ENOUGH_SECONDS);
    const perSecond = (rounds * batchSize) / secondsSince(start);
    return { device, answeredAt, perSecond, answer: Float32Array.from(answer?.data ?? []) };
  } finally {
    session.dispose();
  }
}

/** Of the layers, those that are tried first. */
const SHARE = 0.1;

/** What takes no longer says nothing of what is slow, and costs nothing to measure to the end. */
const PLAIN_SECONDS = 0.1;

/**
 * Gives up, after a tenth of the layers, what takes longer for them than the best for all, or would take longer than one waits:
 * WebGL waits for the graphics card without letting anybody else run, so that it cannot be stopped later.
 */
async function expectQuick(
  network: Network,
  { batchSize, patienceSeconds = Infinity, best, signal }: TryOptions,
): Promise<void> {
  const last = network.layers[Math.floor(SHARE * network.layers.length)];
  const beginning = sliceNetwork(network, { upTo: last?.name });
  const session = await tfjsEngine().load(beginning);
  const seconds = async (batch: Map<string, HostTensor>): Promise<number> => {
    signal?.throwIfAborted();
    const start = performance.now();
    await session.run(batch);
    return secondsSince(start);
  };
  try {
    const batch = exampleInputs(beginning, batchSize);
    await seconds(batch);
    const taken = await seconds(batch);
    if (best !== undefined && taken > Math.max(PLAIN_SECONDS, batchSize / best.perSecond)) {
      throw tooSlow(`Its first layers alone take longer than the whole network on ${best.name}.`);
    }
    if (taken > SHARE * patienceSeconds) {
      throw tooSlow(`Its first examples take longer than ${patienceSeconds} s.`);
    }
  } finally {
    session.dispose();
  }
}

function tooSlow(message: string): GraftError {
  return new GraftError('backend-slow', message);
}

/** The same on every backend. */
function exampleInputs({ inputs }: Network, count: number): Map<string, HostTensor> {
  const examples = new Map<string, HostTensor>();
  for (const {
    name,
    shape: [, ...axes],
    dtype,
  } of inputs) {
    const shape = [count, ...axes.map((length) => length ?? 1)];
    const length = sizeOf(shape);
    const stream = randomStream(1, 'a backend', name);
    if (dtype === 'int32') examples.set(name, { dtype, shape, data: new Int32Array(length).fill(1) });
    else examples.set(name, { dtype, shape, data: Float32Array.from({ length }, () => stream.uniform() * 2 - 1) });
  }
  return examples;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
