import type { HostTensor, Network, Session } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { Piscina } from 'piscina';
import { checkInputs } from './check-inputs.js';
import type { WorkerAnswer, WorkerStart, WorkerTask } from './worker-messages.js';

/** A session whose threads can be waited for. */
export interface WorkerSession extends Session {
  /** Resolves when the threads have ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Starts threads that each hold one network, and shares batches out among them. The first thread to break ends the session:
 * a new one in its place would most likely break on the same batch.
 *
 * @param file what runs in each thread, as `wasm-worker.ts` does
 * @param network as it is to run: folded already, or not to be
 * @throws GraftError with the code that the worker gives when it cannot load the network, or 'worker-died'
 */
export async function openWorkerSession(file: string, network: Network, workers: number): Promise<WorkerSession> {
  const start: WorkerStart = { network: { ...network, weights: shareWeights(network.weights) } };
  const pool = new Piscina<WorkerTask, WorkerAnswer>({
    filename: file,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Infinity,
    workerData: start,
    // The worker is plain JavaScript: it needs none of the loaders and conditions that this process may run with.
    execArgv: [],
  });
  let reason: GraftError | undefined;
  const { promise: ended, resolve: threadsHaveEnded } = withResolver();

  const end = (why: GraftError): GraftError => {
    if (reason === undefined) void pool.destroy().then(threadsHaveEnded);
    return (reason ??= why);
  };
  const died = (error: unknown): GraftError =>
    new GraftError(
      'worker-died',
      `A worker for network "${network.name}" died: ${error instanceof Error ? error.message : String(error)}. If memory ran out, load the network again and use a smaller batch or fewer workers.`,
      { cause: error },
    );
  // Where no batch is waiting for an answer, the pool has nobody else to tell.
  pool.on('error', (error) => end(died(error)));

  const ask = async (task: WorkerTask): Promise<readonly HostTensor[]> => {
    if (reason !== undefined) throw reason;
    const transferList = buffersOf(task.inputs?.values() ?? []);
    const answer = await pool.run(task, { transferList }).catch((error: unknown) => {
      throw end(died(error));
    });
    if ('outputs' in answer) return answer.outputs;
    const failure = new GraftError(answer.failure.code, answer.failure.message);
    throw failure.code === 'backend-broken' ? end(failure) : failure;
  };
  const dispose = (): void => {
    end(new GraftError('session-disposed', `The session of network "${network.name}" was disposed.`));
  };

  try {
    await Promise.all(Array.from({ length: workers }, () => ask({})));
  } catch (error) {
    dispose();
    await ended;
    throw error;
  }
  return {
    async run(inputs) {
      checkInputs(network, inputs);
      return ask({ inputs: copyOf(inputs) });
    },
    dispose,
    ended,
  };
}

/** Weights in memory that all threads read, instead of one copy each. */
function shareWeights(weights: Network['weights']): Network['weights'] {
  return mapValues(weights, (tensor) => {
    const { constructor } = tensor.data;
    const shared = new SharedArrayBuffer(tensor.data.byteLength);
    const data = Reflect.construct(constructor, [shared]) as typeof tensor.data;
    data.set(tensor.data);
    return { ...tensor, data } as HostTensor;
  });
}

/** Copied here and then moved: the caller keeps its values, and a slice does not drag a whole file's buffer along. */
function copyOf(inputs: ReadonlyMap<string, HostTensor>): ReadonlyMap<string, HostTensor> {
  return mapValues(inputs, (tensor) => ({ ...tensor, data: tensor.data.slice() }) as HostTensor);
}

function mapValues<T>(map: ReadonlyMap<string, T>, change: (value: T) => T): ReadonlyMap<string, T> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}

function buffersOf(tensors: Iterable<HostTensor>): ArrayBuffer[] {
  return Array.from(tensors, ({ data }) => data.buffer);
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
