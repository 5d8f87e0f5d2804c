import type { Engine, HostTensor, Network, Session } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { checkNetwork, foldBatchNorm, loadWeights, runNetwork, toHost, toTensor } from '@graftjs/network';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import {
  backend as currentBackend,
  dispose,
  getBackend,
  tidy,
  version_core as tfjsVersion,
} from '@tensorflow/tfjs-core';
import { checkIntact, explainFailure, guardMemory } from './backend-memory.js';
import { joinParts, partRule, splitBatch } from './batch-parts.js';
import { checkCurrent } from './check-current.js';
import { checkInputs } from './check-inputs.js';
import { engineName } from './engine-name.js';
import { gpuName } from './gpu-name.js';
import { listUnsupported } from './list-unsupported.js';
import { registerWasmSlices } from './wasm-slices.js';

export interface TfjsEngineOptions {
  /** Folds BatchNorm into the layer before it and fuses ReLUs: about twice as fast, and other last bits. Default true. */
  readonly fold?: boolean;
}

/**
 * Runs networks on the tfjs backend that is current now, one batch at a time.
 *
 * @throws GraftError 'no-backend' when none was started
 * @example
 * await startBackend();
 * const session = await tfjsEngine().load(network);
 * const [features] = await session.run(new Map([['images', images]]));
 */
export function tfjsEngine({ fold = true }: TfjsEngineOptions = {}): Engine {
  // tfjs says undefined before a backend is set, whatever its types promise.
  const name = getBackend() as string | undefined;
  if (!name) {
    throw new GraftError(
      'no-backend',
      'No tfjs backend is running. Start one first: startBackend() in Node, tf.setBackend(…) and tf.ready() in a browser.',
    );
  }
  const backend = currentBackend();
  registerWasmSlices();
  const sessions = new Set<Session>();
  return {
    name: engineName(name, [tfjsVersion, ...libraryVersion(backend)], fold),
    parallel: 1,
    unsupported: listUnsupported,
    load(network, { boundaries = [] } = {}) {
      return attempt(() => {
        checkNetwork(network);
        const session = openSession(fold ? foldBatchNorm(network, { boundaries }) : network, backend, name, () =>
          sessions.delete(session),
        );
        sessions.add(session);
        return session;
      });
    },
    dispose() {
      return attempt(() => {
        for (const session of [...sessions]) session.dispose();
      });
    },
  };
}

function openSession(network: Network, backend: KernelBackend, name: string, onDispose: () => void): Session {
  checkCurrent(network, backend, name);
  guardMemory(backend);
  const weights = guard(() => loadWeights(network), `Loading network "${network.name}"`);
  let open = true;

  return {
    async run(inputs) {
      checkInputs(network, inputs);
      const parts = [];
      for (const part of splitBatch(inputs, partRule(name))) {
        parts.push({ outputs: await runPart(part.inputs, batchSize(inputs)), count: part.count });
      }
      return joinParts(parts);
    },
    dispose() {
      open = false;
      dispose([...weights.values()]);
      weights.clear();
      onDispose();
    },
  };

  async function runPart(inputs: ReadonlyMap<string, HostTensor>, batch: number): Promise<readonly HostTensor[]> {
    // Between two parts others may have their turn, so each part looks again.
    checkCurrent(network, backend, name, open);
    const what = `Network "${network.name}" with a batch of ${batch}`;
    const outputs = guard(() => tidy(() => runNetwork(network, weights, toTensors(inputs))), what);
    try {
      const values = await Promise.all(outputs.map(toHost));
      // What is read from a lost graphics card are zeros.
      checkIntact(backend);
      return values;
    } catch (error) {
      throw explainFailure(error, backend, what);
    } finally {
      dispose(outputs);
    }
  }

  function guard<T>(work: () => T, what: string): T {
    try {
      return work();
    } catch (error) {
      throw explainFailure(error, backend, what);
    }
  }
}

/** So that an error in synchronous work rejects instead of being thrown at the caller. */
async function attempt<T>(work: () => T): Promise<T> {
  return work();
}

function toTensors(inputs: ReadonlyMap<string, HostTensor>) {
  return new Map([...inputs].map(([name, tensor]) => [name, toTensor(tensor)]));
}

function batchSize(inputs: ReadonlyMap<string, HostTensor>): number {
  const [first] = inputs.values();
  return first?.shape[0] ?? 0;
}

/** What besides tfjs decides the numbers: tfjs-node has a TensorFlow library of its own version, others a graphics card. */
function libraryVersion(backend: KernelBackend): readonly string[] {
  const gpu = gpuName(backend);
  if (gpu !== undefined) return [gpu.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '')];
  if (!('binding' in backend)) return [];
  const { binding } = backend as { readonly binding: { readonly TF_Version: string } };
  return [binding.TF_Version];
}
