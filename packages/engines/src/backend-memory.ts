import { GraftError } from '@graftjs/core';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import { findLoss, noteLoss } from './backend-loss.js';

/** Backends whose memory a trap has left in an unknown state. */
const broken = new WeakSet<KernelBackend>();
const guarded = new WeakSet<KernelBackend>();
const startAgain = 'Nothing more can run on it in this process: start again with a smaller batch.';

/** wasm addresses have 32 bits. */
const WASM_LIMIT = 2 ** 32;

/**
 * Makes the wasm backend refuse an allocation that did not succeed; does nothing to other backends.
 *
 * Its `malloc` answers 0 when memory is used up, and the backend takes that for an address; of a size over 4 GiB it sees the
 * last 32 bits. Either way the backend would overwrite its own memory and carry on, at worst with wrong numbers.
 */
export function guardMemory(backend: KernelBackend): void {
  if (guarded.has(backend) || !isWasm(backend)) return;
  guarded.add(backend);
  const { wasm } = backend;
  // Before its first call it is a stand-in, which then puts the real one in its own place.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = bytes < WASM_LIMIT ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw new RangeError(
        `wasm memory is used up: no room for another ${Math.ceil(bytes / 2 ** 20)} MiB of at most 4 GiB`,
      );
    }
    return address;
  };
}

/**
 * Says in words what a failed run means; remembers it when the backend cannot be used again.
 *
 * @param what what was running: 'Network "x" with a batch of 32'
 * @returns 'out-of-memory' (the backend is intact), 'backend-broken' (it is not), 'backend-lost' (another can go on), any other GraftError as it is, or 'run-failed'
 */
export function explainFailure(error: unknown, backend: KernelBackend, what: string): GraftError {
  // A layer that failed wraps what the kernel threw.
  const cause = error instanceof GraftError && error.cause !== undefined ? error.cause : error;
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  // WebGPU fails before it says that the device is gone, and so only then.
  if (cause instanceof Error && ['AbortError', 'OperationError'].includes(cause.name)) noteLoss(backend, reason);
  const loss = findLoss(backend);
  if (loss !== undefined) return lostError(loss, error);
  if (cause instanceof RangeError && /memory|allocation|array length/i.test(cause.message)) {
    return new GraftError('out-of-memory', `${what} ran out of memory: ${reason}. Use a smaller batch.`, {
      cause: error,
    });
  }
  // A WebAssembly.RuntimeError, by name: not every set of types declares WebAssembly.
  if (cause instanceof Error && cause.name === 'RuntimeError') {
    broken.add(backend);
    return new GraftError(
      'backend-broken',
      `${what} brought the wasm backend down, most likely because memory ran out: ${reason}. ${startAgain}`,
      { cause: error },
    );
  }
  if (error instanceof GraftError) return error;
  return new GraftError('run-failed', `${what} failed: ${reason}.`, { cause: error });
}

/** @throws GraftError 'backend-broken' when an earlier run brought this backend down, 'backend-lost' when it has no device any more */
export function checkIntact(backend: KernelBackend): void {
  const loss = findLoss(backend);
  if (loss !== undefined) throw lostError(loss);
  if (broken.has(backend)) {
    throw new GraftError('backend-broken', `An earlier run brought the wasm backend down. ${startAgain}`);
  }
}

function lostError(loss: string, cause?: unknown): GraftError {
  const reason = loss.replace(/\.$/, '');
  const message = `The tfjs backend was lost: ${reason}. Start another, or this one again, and load the network anew.`;
  return new GraftError('backend-lost', message, { cause });
}

interface WasmBackend extends KernelBackend {
  readonly wasm: { _malloc(bytes: number): number; _free(address: number): void };
}

function isWasm(backend: KernelBackend): backend is WasmBackend {
  return 'wasm' in backend;
}
