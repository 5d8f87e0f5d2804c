import type { Engine } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';

/**
 * Works with the engine that is given, or with one on the current tfjs backend that ends with the work.
 *
 * @throws GraftError 'no-backend' when none is given and no backend runs
 */
export async function withEngine<T>(given: Engine | undefined, work: (engine: Engine) => Promise<T>): Promise<T> {
  if (given !== undefined) return work(given);
  const engine = tfjsEngine();
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}
