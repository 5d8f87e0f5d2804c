import type { HostTensor, Network } from '@graftjs/core';
import { checkIntact } from '@graftjs/engines/backend-memory';
import { loadWeights, toHost, toTensor } from '@graftjs/network';
import { backend as currentBackend, dispose, keep, type Tensor } from '@tensorflow/tfjs-core';

/** A network's weights on the current backend, some of which change from step to step. */
export interface LiveWeights {
  /** Stay with this object. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Takes the next value over, and disposes the one before. */
  replace(name: string, next: Tensor): void;
  /** Puts host values in the place of those at hand; names that the network does not have are left out. */
  put(values: ReadonlyMap<string, HostTensor>): void;
  /** @throws GraftError 'backend-lost' */
  read(names: Iterable<string>): Promise<Map<string, HostTensor>>;
  /** @throws GraftError 'backend-lost' when the graphics card that holds them is lost, whichever backend is current now */
  checkIntact(): void;
  dispose(): void;
}

/** @throws GraftError 'missing-weight' */
export function openLiveWeights(network: Network): LiveWeights {
  const backend = currentBackend();
  const tensors = loadWeights(network);
  const replace = (name: string, next: Tensor): void => {
    tensors.get(name)?.dispose();
    tensors.set(name, keep(next));
  };
  return {
    tensors,
    replace,
    put(values) {
      for (const [name, value] of values) if (tensors.has(name)) replace(name, toTensor(value));
    },
    async read(names) {
      const values = await readTensors(tensors, names);
      checkIntact(backend);
      return values;
    },
    checkIntact: () => checkIntact(backend),
    dispose() {
      dispose([...tensors.values()]);
      tensors.clear();
    },
  };
}

/** Copies tensors to the host, by name; they stay where they are. @throws GraftError 'backend-lost' */
export async function readTensors(
  tensors: ReadonlyMap<string, Tensor>,
  names: Iterable<string> = tensors.keys(),
): Promise<Map<string, HostTensor>> {
  const read = new Map<string, HostTensor>();
  for (const name of names) {
    const tensor = tensors.get(name);
    if (tensor !== undefined) read.set(name, await toHost(tensor));
  }
  // What is read from a lost graphics card are zeros.
  checkIntact(currentBackend());
  return read;
}
