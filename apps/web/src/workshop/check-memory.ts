import { GraftError, type ImageInput } from '@graftjs/core';
import { estimateRunMemory, type Composition, type RunMemory } from '@graftjs/train';
import { texts } from '../texts.js';
import { RefusedChoice } from './compose-choices.js';

/** wasm addresses have 32 bits. */
const WASM_BYTES = 2 ** 32;

/** Something that has no more room than so much. */
interface Limit {
  readonly of: keyof RunMemory;
  readonly most: number;
}

/** Where a training runs. */
interface Place {
  /** As tfjs calls it. */
  readonly backend: string;
  /** Batches that run side by side. */
  readonly parallel: number;
}

/**
 * Refuses a training that cannot fit, before anything is computed, and warns of one that may not: by the estimate it takes more
 * than half of what there is, and the other half is for copies that kernels make, holes between tensors, and what the estimate
 * is wrong by.
 *
 * @param machineGigabytes as the browser says: rounded, and never more than some; undefined: it does not say
 * @returns what to say of it; undefined where there is room
 * @throws RefusedChoice 'not-enough-memory'
 */
export function checkMemory(
  composition: Composition<ImageInput>,
  { backend, parallel }: Place,
  machineGigabytes = (globalThis.navigator as { readonly deviceMemory?: number } | undefined)?.deviceMemory,
): string | undefined {
  const limits: readonly Limit[] = [
    ...(backend === 'wasm' ? [{ of: 'backendBytes', most: WASM_BYTES } as const] : []),
    { of: 'bytes', most: (machineGigabytes ?? Infinity) * 2 ** 30 },
  ];
  const { batchSize } = composition.recipe;
  const memory = estimateRunMemory(composition, backend, { parallel });
  const tight = findTight(memory, limits);
  if (tight === undefined) return undefined;
  const smaller = Array.from({ length: 10 }, (_, power) => Math.floor(batchSize / 2 ** (power + 1))).find(
    (size) => size > 0 && !findTight(estimateRunMemory(composition, backend, { batchSize: size, parallel }), limits),
  );
  if (backend === 'wasm' && memory.backendBytes > WASM_BYTES) {
    const message = texts.plan.tooMuch(memory.backendBytes, WASM_BYTES, smaller);
    throw new RefusedChoice(smaller === undefined ? 'all' : 'batchSize', new GraftError('not-enough-memory', message));
  }
  return texts.plan.scarce(memory[tight.of], tight.most, smaller);
}

function findTight(memory: RunMemory, limits: readonly Limit[]): Limit | undefined {
  return limits.find(({ of, most }) => memory[of] > most / 2);
}
