import type { CheckpointStore } from '@graftjs/train';
import { expectThat } from './expect.js';

/**
 * Checks that a checkpoint store keeps the newest two of what it was given, byte for byte.
 *
 * @param open opens the same store again and again, as another process would; an empty one at first
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkCheckpointStore(open: () => CheckpointStore): Promise<void> {
  for (const age of [0, 1] as const) {
    expectThat((await open().read(age)) === undefined, 'checkpoint store', `an empty store gave one of age ${age}`);
  }
  const checkpoints = Array.from({ length: 4 }, (_, index) => makeBytes(index));
  const [first] = checkpoints;
  if (first) await open().write(first);
  expectThat(isSame(await open().read(0), first), 'checkpoint store', 'the first came back with other bytes');
  expectThat((await open().read(1)) === undefined, 'checkpoint store', 'there is one before the first');

  const store = open();
  for (const bytes of checkpoints.slice(1)) await store.write(bytes);
  for (const opened of [store, open()]) {
    expectThat(isSame(await opened.read(0), checkpoints[3]), 'checkpoint store', 'age 0 is not the newest');
    expectThat(isSame(await opened.read(1), checkpoints[2]), 'checkpoint store', 'age 1 is not the one before');
  }

  const within = new Uint8Array(1000).fill(7);
  await store.write(within.subarray(10, 14));
  within.fill(8);
  expectThat(
    isSame(await store.read(0), Uint8Array.of(7, 7, 7, 7)),
    'checkpoint store',
    'of a part of a buffer, or of one that its writer changed afterwards, other bytes came back',
  );
}

/** Of different lengths, all values among them. */
function makeBytes(seed: number): Uint8Array {
  return Uint8Array.from({ length: 300 + seed }, (_, index) => (index + seed) % 256);
}

function isSame(actual: Uint8Array | undefined, expected: Uint8Array | undefined): boolean {
  return (
    actual !== undefined && actual.length === expected?.length && actual.every((byte, at) => byte === expected[at])
  );
}
