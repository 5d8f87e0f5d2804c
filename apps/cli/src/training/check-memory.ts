import { totalmem } from 'node:os';
import { GraftError, type Engine, type Network } from '@graftjs/core';
import { estimateForwardBytes } from '@graftjs/engines/estimate-forward';
import { formatBytes } from '../output/format-amounts.js';

/** wasm addresses have 32 bits; half of them are left to copies that kernels make, and to holes between tensors. */
const WASM_BYTES = 2 ** 31;
/** As in the recipe. */
const BATCH = 16;

/**
 * Refuses what would run out of memory, before anything is read: pictures that are waiting, and the network on each worker.
 *
 * @param network what every picture runs through
 * @throws GraftError 'not-enough-memory', with a size that fits
 */
export function checkMemory(
  network: Network,
  engine: Pick<Engine, 'parallel'>,
  backend: string,
  { batchSize = BATCH }: { readonly batchSize?: number | undefined },
  machineBytes = process.constrainedMemory() || totalmem(),
): void {
  const { parallel } = engine;
  const [, height, width] = network.inputs[0]?.shape ?? [];
  if (typeof height !== 'number' || typeof width !== 'number') return;
  const pixels = height * width;
  const running = (batch: number): number => estimateForwardBytes(network, backend, batch);
  // A batch more than can be computed is decoded meanwhile, at a byte a value; those computed are there at four, twice.
  const waiting = (batch: number): number => batch * pixels * 3 * (parallel + 1 + 8 * parallel);
  const fits = (batch: number): boolean =>
    parallel * running(batch) + waiting(batch) <= machineBytes && (backend !== 'wasm' || running(batch) <= WASM_BYTES);
  if (fits(batchSize)) return;
  const smaller = Array.from({ length: 10 }, (_, power) => Math.floor(batchSize / 2 ** (power + 1))).find(
    (batch) => batch > 0 && fits(batch),
  );
  const isTooWide = backend === 'wasm' && running(batchSize) > WASM_BYTES;
  const limit = isTooWide ? WASM_BYTES : machineBytes;
  const need = isTooWide ? running(batchSize) : parallel * running(batchSize) + waiting(batchSize);
  // Memory goes with the pixels: a tenth is left over for what does not.
  const side = Math.floor((0.9 * Math.sqrt((limit / need) * pixels)) / 32) * 32;
  throw new GraftError(
    'not-enough-memory',
    `Pictures of ${width} x ${height} pixels, ${batchSize} at once, need about ${formatBytes(need)} of memory, and ${isTooWide ? 'a wasm thread' : 'this machine'} has room for ${formatBytes(limit)}. ` +
      (smaller === undefined
        ? `Choose a smaller --input-size, such as ${Math.max(32, side)}.`
        : `Choose a smaller --input-size, such as ${Math.max(32, side)}, or --batch-size ${smaller}.`),
  );
}
