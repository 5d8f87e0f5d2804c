import { GraftError, type Engine } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { wasmWorkers } from '@graftjs/engines/wasm-workers';

/** Where features are made, and on which backend. */
export interface OpenEngine {
  readonly backend: string;
  readonly engine: Engine;
}

/**
 * Starts a backend, and workers where they help.
 *
 * @param options.backend that one or none; default: the fastest that starts
 * @param options.workers threads, on wasm; default: what the worker pool finds right
 * @throws GraftError 'unknown-backend', 'backend-failed', 'workers-need-wasm'
 */
export async function openEngine(options: {
  readonly backend?: string | undefined;
  readonly workers?: number | undefined;
}): Promise<OpenEngine> {
  const { name } = await startBackend(options.backend);
  if (name === 'wasm') {
    return {
      backend: name,
      engine: await wasmWorkers(options.workers === undefined ? {} : { workers: options.workers }),
    };
  }
  if (options.workers !== undefined && options.workers > 1) {
    throw new GraftError(
      'workers-need-wasm',
      `--workers ${options.workers} needs the backend wasm, and this is ${name}, which uses ${
        name === 'cpu' ? 'one core' : 'all cores by itself'
      }. Leave --workers out, or add --backend wasm.`,
    );
  }
  return { backend: name, engine: tfjsEngine() };
}
