import type { HostTensor, Network } from '@graftjs/core';
import { randomStream, sizeOf } from '@graftjs/core';
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
 * @throws GraftError 'backend-failed', and what an engine throws
 */
export async function tryBackend(plugin: BackendPlugin, network: Network, batchSize: number): Promise<Measured> {
  const begin = performance.now();
  const { device } = await plugin.start();
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
