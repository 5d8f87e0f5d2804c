import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Engine } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { checkNetwork, foldBatchNorm } from '@graftjs/network';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { engineName } from './engine-name.js';
import { listUnsupported } from './list-unsupported.js';
import type { WorkerSession } from './worker-session.js';
import { openWorkerSession } from './worker-session.js';

export interface WasmWorkersOptions {
  /** Threads, each with its own wasm backend and its own copy of the weights: from 1 to four a core. Default: one a core, at most 4. */
  readonly workers?: number;
  /** As for `tfjsEngine`. Default true. */
  readonly fold?: boolean;
}

/**
 * Runs networks on the wasm backend in worker threads, `parallel` batches side by side. Needs Node, and no backend in the main
 * thread. The results are those of `tfjsEngine` on wasm, byte for byte, for any number of workers; so is the name.
 *
 * @throws GraftError 'bad-workers'
 */
export async function wasmWorkers({
  workers = defaultWorkers(),
  fold = true,
}: WasmWorkersOptions = {}): Promise<Engine> {
  const cores = availableParallelism();
  if (!Number.isInteger(workers) || workers < 1 || workers > 4 * cores) {
    throw new GraftError(
      'bad-workers',
      `The number of workers is a whole number from 1 to ${4 * cores}, four for each core of this machine; got ${workers}. More than one a core only take memory.`,
    );
  }
  const file = workerFile();
  const sessions = new Set<WorkerSession>();
  return {
    name: engineName('wasm', [tfjsVersion], fold),
    parallel: workers,
    unsupported: listUnsupported,
    async load(network, { boundaries = [] } = {}) {
      checkNetwork(network);
      // Folded here once, so that all workers have the same bytes without each doing the work.
      const ready = fold ? foldBatchNorm(network, { boundaries }) : network;
      const session = await openWorkerSession(file, ready, workers);
      sessions.add(session);
      void session.ended.then(() => sessions.delete(session));
      return session;
    },
    async dispose() {
      await Promise.all(
        [...sessions].map((session) => {
          session.dispose();
          return session.ended;
        }),
      );
    },
  };
}

/** More than four gain little: the threads then wait for memory. */
function defaultWorkers(): number {
  return Math.min(availableParallelism(), 4);
}

/** A thread cannot run TypeScript, so it is the built file even when this module runs from source: `src` lies beside `dist`. */
function workerFile(): string {
  const file = fileURLToPath(new URL('../dist/wasm-worker.js', import.meta.url));
  if (existsSync(file)) return file;
  throw new GraftError(
    'no-worker-file',
    `The built worker file of @graftjs/engines is missing: ${file}. In a checkout, run "npm run build"; else install the package again.`,
  );
}
