import { GraftError, type ImageInput } from '@graftjs/core';
import { estimateRunMemory, type Composition } from '@graftjs/train';
import { texts } from '../texts.js';
import { RefusedChoice } from './compose-choices.js';

/** wasm addresses have 32 bits; half of them are left to copies that kernels make, and to holes between tensors. */
const WASM_BYTES = 2 ** 32;

/**
 * Refuses a training that cannot fit, before anything is computed, and warns of one that may not.
 *
 * @param backend as tfjs calls it
 * @param machineGigabytes as the browser says: rounded, and never more than some; undefined: it does not say
 * @returns what to say of it; undefined where there is room
 * @throws RefusedChoice 'not-enough-memory'
 */
export function checkMemory(
  composition: Composition<ImageInput>,
  backend: string,
  machineGigabytes = (globalThis.navigator as { readonly deviceMemory?: number } | undefined)?.deviceMemory,
): string | undefined {
  const { bytes, backendBytes } = estimateRunMemory(composition, backend);
  const { batchSize } = composition.recipe;
  const fits = (size: number, most: number): boolean =>
    estimateRunMemory(composition, backend, { batchSize: size }).backendBytes <= most;
  const smaller = Array.from({ length: 10 }, (_, power) => Math.floor(batchSize / 2 ** (power + 1))).find(
    (size) => size > 0 && fits(size, WASM_BYTES / 2),
  );
  if (backend === 'wasm' && backendBytes > WASM_BYTES) {
    const message = texts.plan.tooMuch(backendBytes, WASM_BYTES, smaller);
    throw new RefusedChoice(smaller === undefined ? 'all' : 'batchSize', new GraftError('not-enough-memory', message));
  }
  if (backend === 'wasm' && backendBytes > WASM_BYTES / 2) return texts.plan.scarce(backendBytes, WASM_BYTES, smaller);
  const machine = (machineGigabytes ?? Infinity) * 2 ** 30;
  return bytes > machine / 2 ? texts.plan.scarce(bytes, machine, smaller) : undefined;
}
