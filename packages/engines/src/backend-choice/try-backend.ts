import type { HostTensor, Network } from '@graftjs/core';
import { GraftError, randomStream, sizeOf } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { tfjsEngine } from '../tfjs-engine.js';
import type { BackendPlugin } from './backend-plugin.js';

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

/**
 * Starts a backend, warms it up with one example of a network, and then times batches.
 *
 * @param batchSize examples in a batch
 * @param patienceSeconds one that would take longer for a batch is given up after a tenth of the layers: WebGL waits for the
 * graphics card without letting anybody else run, so that it cannot be stopped later. Default: it has all the time it needs
 * @throws GraftError 'backend-failed', 'backend-slow', and what an engine throws
 */
export async function tryBackend(
  plugin: BackendPlugin,
  network: Network,
  batchSize: number,
  patienceSeconds = Infinity,
): Promise<Measured> {
  const begin = performance.now();
  const { device } = await plugin.start();
  if (patienceSeconds < Infinity) await expectQuick(network, batchSize, patienceSeconds);
  const session = await tfjsEngine().load(network);
  try {
    const [answer] = await session.run(exampleInputs(network, 1));
    const firstSeconds = secondsSince(begin);
    const batch = exampleInputs(network, batchSize);
    const start = performance.now();
    let rounds = 0;
    do {
      await session.run(batch);
      rounds++;
    } while (rounds < ROUNDS && secondsSince(start) < ENOUGH_SECONDS);
    const perSecond = (rounds * batchSize) / secondsSince(start);
    return { device, firstSeconds, perSecond, answer: Float32Array.from(answer?.data ?? []) };
  } finally {
    session.dispose();
  }
}

/** Of the layers, those that are tried first. */
const SHARE = 0.1;

async function expectQuick(network: Network, batchSize: number, patienceSeconds: number): Promise<void> {
  const last = network.layers[Math.floor(SHARE * network.layers.length)];
  const beginning = sliceNetwork(network, { upTo: last?.name });
  const session = await tfjsEngine().load(beginning);
  try {
    const batch = exampleInputs(beginning, batchSize);
    await session.run(batch);
    const start = performance.now();
    await session.run(batch);
    if (secondsSince(start) > SHARE * patienceSeconds) throw tooSlow(patienceSeconds);
  } finally {
    session.dispose();
  }
}

/** @returns GraftError 'backend-slow' */
export function tooSlow(patienceSeconds: number): GraftError {
  return new GraftError('backend-slow', `Its first examples take longer than ${patienceSeconds} s.`);
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
